// A lesson in a page without a server, saved by lesson_page.js: its cards, over the pictures
// and films that they show.

import { createCard } from "./card.js"
import { element } from "./elements.js"
import { beginCard } from "./film_link.js"
import { createHandLine, modeOf } from "./hand_line.js"
import { conceal } from "./hide.js"
import { listenToKeys } from "./keys.js"
import { createPlayer, filmKeys, showOrigin } from "./offline.js"
import { blank } from "./screen.js"
import { createSteps } from "./steps.js"

/** @import { SavedLesson } from "./lesson_page.js" */

/**
 * Show what was saved.
 * @param {SavedLesson} saved
 */
export function open({ lesson, shows, scenes, pages, template, link, notes }) {
  const main = element("main", "", document.body)
  const at = { number: 1, isRevealed: false }
  const steps = createSteps(() => at, go)
  let page = lesson.cards[0].page
  let view = createView()

  function createView() {
    const player = createPlayer(main)
    const [rate] = pages[page].controls
    const nothing = () => {}
    const card = createCard(player.elements.card, rate, { ...steps, again: nothing, open: nothing })
    return { player, card, handLine: createHandLine(player.stage.drawnOver, show) }
  }

  /** @param {number} number @param {boolean} isRevealed */
  function go(number, isRevealed) {
    const to = lesson.cards[number - 1]
    if (!to) return
    Object.assign(at, { number, isRevealed })
    if (to.page !== page) {
      view.handLine.show("none", "")
      view.player.close()
      page = to.page
      view = createView()
    }
    const { stage, take, transport } = view.player
    stage.conceal(conceal(pages[page].hidden, isRevealed ? [] : to.hide))
    take({ ...scenes[shows[number - 1][isRevealed ? "reveal" : "show"]], template })
    beginCard(transport, isRevealed ? to.reveal : to.show)
    show()
  }

  function show() {
    const card = lesson.cards[at.number - 1]
    view.handLine.show(modeOf(card, at.isRevealed), `${at.number}`)
    view.card.show({ lesson, card, ...at }, true, view.handLine.words())
  }

  go(1, false)
  listenToKeys({
    ...filmKeys(() => view.player.transport),
    N: () => steps.step(1),
    "Shift+N": () => steps.step(-1),
    R: steps.reveal,
    PageDown: steps.next,
    PageUp: steps.back,
    P: () => present(),
    Escape: () => present(false),
    B: () => document.body.classList.contains("jr-presented") && blank(),
  })
  showOrigin(link, notes)
}

/** @param {boolean} [isPresented] whether it is shown to an audience, else the other */
function present(isPresented) {
  document.body.classList.toggle("jr-presented", isPresented)
  blank(false)
}
