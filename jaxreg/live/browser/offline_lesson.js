// A lesson in a page without a server, saved by lesson_page.js: its cards, over the pictures
// and films that they show.

import { createCard } from "./card.js"
import { element } from "./elements.js"
import { beginCard } from "./film_link.js"
import { createGuessing, modeOf } from "./guessing.js"
import { conceal } from "./hide.js"
import { listenToKeys } from "./keys.js"
import { decodeMeasure } from "./measure.js"
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
  /** @type {string | null} */
  let guess = null // of the card
  const steps = createSteps(() => at, go)
  let page = lesson.cards[0].page
  const kept = {
    get: () => guess,
    set(/** @type {string | null} */ text) {
      guess = text
      show()
    },
    settle() {},
  }
  let view = createView()

  function createView() {
    const player = createPlayer(main)
    const [rate] = pages[page].controls
    const nothing = () => {}
    const card = createCard(player.elements.card, rate, { ...steps, again: nothing, open: nothing })
    const { elements, stage, transport } = player
    const guessing = createGuessing(page, elements, stage, transport, kept, false)
    return { player, card, guessing }
  }

  /** @param {number} number @param {boolean} isRevealed */
  function go(number, isRevealed) {
    const to = lesson.cards[number - 1]
    if (!to) return
    if (number !== at.number) guess = null
    Object.assign(at, { number, isRevealed })
    if (to.page !== page) {
      view.guessing.close()
      view.player.close()
      page = to.page
      view = createView()
    }
    const { stage, take, transport } = view.player
    stage.conceal(conceal(pages[page].hidden, isRevealed ? [] : to.hide))
    take({ ...scenes[shows[number - 1][isRevealed ? "reveal" : "show"]], template })
    const { measure } = shows[number - 1]
    view.guessing.take(measure && decodeMeasure(measure))
    beginCard(transport, isRevealed ? to.reveal : to.show)
    show()
  }

  function show() {
    const card = lesson.cards[at.number - 1]
    view.guessing.show(modeOf(card, at.isRevealed))
    view.card.show({ lesson, card, ...at }, true, view.guessing.words())
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
