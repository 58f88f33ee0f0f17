// A lesson in course: which card is open, what it hides, and how to go on.

import { createCard } from "./card.js"
import { modeOf } from "./guessing.js"
import { conceal } from "./hide.js"
import { aspectsOf, cardOf, lessons, loadLessons, OWN, openLesson } from "./lessons.js"
import { createSteps } from "./steps.js"

/** @import { createGuessing } from "./guessing.js" */
/** @import { PageTable } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */
/** @import { createStage } from "./stage.js" */

const ANSWERS = "truth,optimum,closed form" // what H hides where no card says what

/**
 * @param {string} page
 * @param {PageTable} table
 * @param {Scenario} scenario
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createGuessing>} guessing
 * @param {HTMLElement} place for the card
 * @param {{ changed: () => void, open: (page: string, query: string) => void,
 *   begin: (query: string) => void }} on changed: a lesson has come; open: another page;
 *   begin: the film, as a card has it
 */
export function createLesson(page, { controls, hidden }, scenario, stage, guessing, place, on) {
  const rate = controls.find(({ name }) => name === "learning_rate")
  const named = () => cardOf(scenario.get)
  const steps = createSteps(named, (number, isRevealed) => {
    open(scenario.get("lesson") ?? "", number, isRevealed)
  })
  const card = createCard(place, rate, { ...steps, again, close, open: choose })
  let refusal = "" // why a file is no lesson
  let opened = "" // the card whose chart has been made the main one
  let isAsking = false
  let concealed = "" // the words of what is hidden

  /** @param {string} name @param {number} number @param {boolean} isRevealed */
  function open(name, number, isRevealed) {
    const lesson = lessons().find((one) => one.name === name)
    const to = lesson?.cards[number - 1]
    if (!to) return
    refusal = ""
    const own = isRevealed ? to.reveal : to.show
    const isSame = name === scenario.get("lesson") && number === named()?.number
    const guess = isSame && scenario.get("guess")
    const aspects =
      aspectsOf(name, number, isRevealed) + (guess ? `&guess=${encodeURIComponent(guess)}` : "")
    opened = ""
    if (to.page !== page) return on.open(to.page, `${aspects}${own && `&${own}`}`)
    scenario.show(own, aspects)
    on.begin(own)
  }

  function reveal() {
    if (named()) steps.reveal()
    else scenario.choose({ hide: null })
  }

  // Back to the card, from wherever one has gone.
  function again() {
    const shown = named()
    if (shown) open(shown.lesson.name, shown.number, shown.isRevealed)
  }

  function close() {
    refusal = ""
    scenario.choose({ lesson: null, card: null, revealed: null })
    stage.makeMain("fit")
    show()
  }

  /** @param {File} file */
  async function choose(file) {
    refusal = await openLesson(file)
    if (!refusal) open(OWN, 1, false)
    show()
    on.changed()
  }

  // Show the card that the link names, once it is there.
  function show() {
    const name = scenario.get("lesson")
    const shown = named()
    if (name && !shown && !isAsking) {
      isAsking = true
      loadLessons().then(on.changed) // which shows it, or says that there is none
    }
    if (refusal) card.refuse(refusal, true)
    else if (shown) {
      const own = shown.isRevealed ? shown.card.reveal : shown.card.show
      const at = `${name} ${shown.number}`
      card.show(shown, isAt(own), modeOf(shown.card) === "free" ? "" : guessing.words())
      if (at !== opened) stage.makeMain(shown.card.main)
      opened = at
    } else if (name && isAsking) card.refuse(wordsOfAbsence(name), name === OWN)
    else card.hide()
    guessing.show(modeOf(shown?.card, shown?.isRevealed))
    hide()
  }

  function hide() {
    const shown = named()
    const ofCard = shown && !shown.isRevealed ? shown.card.hide : []
    const ofLink = (scenario.get("hide") ?? "").split(",").map((word) => word.trim())
    const words = [...ofCard, ...ofLink].join()
    if (words !== concealed) stage.conceal(conceal(hidden, words.split(",")))
    concealed = words
  }

  /** @param {string} query whether the page shows it */
  function isAt(query) {
    const model = new URLSearchParams(query)
    for (const key of ["epoch", "play"]) model.delete(key)
    return `${model}` === scenario.text()
  }

  return {
    show,
    open: (/** @type {string} */ name) => open(name, 1, false),
    choose,
    isOpen: () => Boolean(named()),
    ...steps,
    reveal,
    // Hide the answers, or no longer.
    toggleHidden: () => scenario.choose({ hide: scenario.get("hide") ? null : ANSWERS }),
    // The keys of the controls that the card shows to an audience; null: there is no card.
    controls: () => named()?.card.controls ?? null,
  }
}

/** @param {string} name of a lesson that is not here */
function wordsOfAbsence(name) {
  if (name !== OWN) return `There is no lesson “${name}” on this server.`
  return "This lesson is from a file, which this browser does not have. Open the file to go on."
}
