// What a person guesses: turned by handles over the chart, kept as a text, which on the page is
// in the link, and measured by the run's own loss. A card of a lesson can ask for it.

import {
  kindOf,
  modelIn,
  modelOf,
  NAMES,
  shareOf,
  spotsOf,
  startOf,
  taken,
  textOf,
} from "./guess.js"
import { createGuessRow } from "./guess_row.js"
import { createHandles } from "./handles.js"
import { lossOf, score } from "./measure.js"
import { number } from "./numbers.js"

/** @import { createElements } from "./elements.js" */
/** @import { Kind, Sight, Spot } from "./guess.js" */
/** @import { Card, Measure, Numbers, Params } from "./protocol.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */
/** Its mark on the landscape tells how good it is.
 * @typedef {{ kind: Kind, name: string, model: Params<number>, hasMark: boolean }} Guess */
/** Where it is kept: as a text, or null; "settle" ends a step that can be undone.
 * @typedef {{ get: () => string | null, set: (text: string | null) => void,
 *   settle: () => void }} Keeping */
/** Of whoever wants to, or as a card asks for it, or beside its answer.
 * @typedef {"free" | "asked" | "answered"} Mode */

/**
 * What becomes of a guess while a card is open.
 * @param {Pick<Card, "commit"> | undefined} card
 * @param {boolean} [isRevealed]
 * @returns {Mode}
 */
export function modeOf(card, isRevealed) {
  if (card?.commit !== "line") return "free"
  return isRevealed ? "answered" : "asked"
}

/**
 * @param {string} page
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Keeping} kept
 * @param {boolean} [isOffered] whether there is a button for it
 */
export function createGuessing(page, elements, stage, transport, kept, isOffered = true) {
  const row = isOffered ? createGuessRow(elements, { toggle, score: compare }) : null
  const handles = createHandles(stage.drawnOver, { shares, moved, settled: kept.settle })
  /** @type {Mode} */
  let mode = "free"
  /** @type {Measure<Numbers> | null} */
  let measure = null // of the picture that is shown, once it is there
  /** @type {Spot[] | null} */
  let spots = null // of the handles, and
  /** @type {string | null} */
  let placed = null // the text that they stand for
  /** @type {string | null} */
  let compared = null // the text whose score is shown
  let hint = ""

  const kind = () => kindOf(page, transport.frame().params)

  /** @returns {Params<number> | null} */
  function model() {
    const text = kept.get()
    return text && kind() ? modelIn(text, transport.frame().params.W.length) : null
  }

  /** @returns {Sight} */
  function sight() {
    const { xaxis, yaxis, size } = stage.drawnOver()
    const { w, h } = size ?? { w: 2, h: 1 }
    return { x: xaxis.range, y: yaxis.range, aspect: w / h }
  }

  /** @returns {Spot[]} */
  function spotsNow() {
    const [of, guessed] = [/** @type {Kind} */ (kind()), model()]
    spots ??= (guessed && spotsOf(of, guessed, sight())) || startOf(of, sight())
    return spots
  }

  function shares() {
    return spotsNow().map((spot) => shareOf(sight(), spot))
  }

  /** @param {number} k @param {Spot} share */
  function moved(k, share) {
    const of = kind()
    if (!of) return
    put(taken(of, spotsNow(), k, share, sight()))
  }

  /** @param {Spot[]} newSpots */
  function put(newSpots) {
    const of = /** @type {Kind} */ (kind())
    spots = newSpots
    placed = textOf(of, modelOf(of, spots), sight())
    kept.set(placed)
  }

  // Begin a guess, or take it away.
  function toggle() {
    if (!stage.hasPicture() || mode !== "free") return
    hint = ""
    if (kept.get() !== null) kept.set(null)
    else if (kind()) put(startOf(/** @type {Kind} */ (kind()), sight()))
    else {
      hint = reason()
      update()
    }
    kept.settle()
  }

  function compare() {
    compared = kept.get()
    update()
  }

  function reason() {
    if (kind()) return ""
    return page === "linear"
      ? "A curve has more weights than two handles can turn. Choose Degree 1 to guess."
      : "A curved boundary has more weights than handles can turn. Choose plain features to guess."
  }

  // What is wrong with the text that is kept, or with what it says.
  function fault() {
    const [text, of] = [kept.get(), kind()]
    if (!text) return ""
    if (!of) return reason()
    const guessed = model()
    const names = stage.report().columns
    if (!guessed) {
      const what = `${names.length} numbers with commas between them, ${names.join(", ")}`
      return `The link's guess “${text.slice(0, 40)}” is left out: it must be ${what}.`
    }
    if (of !== "curve" && !spotsOf(of, guessed, sight()))
      return `Your ${of} is outside the chart. Drag a dot to bring it back.`
    return ""
  }

  // What it is, its loss, and how good that is.
  function parts() {
    if (!stage.hasPicture() || !measure) return null
    const [of, guessed] = [kind(), model()]
    if (!of || !guessed) return null
    const { columns, digits } = stage.report()
    const text = (/** @type {number} */ value) => number(value, digits)
    const values = [...guessed.W, guessed.b].map((value, k) => `${columns[k]} ${text(value)}`)
    const loss = lossOf(measure, guessed)
    const said = `Your ${of}: ${values.join(", ")}, loss ${text(loss)}.`
    return { said, score: score(loss, measure.best, text, measure.is_through_origin) }
  }

  function update() {
    if (!stage.hasPicture()) return
    const [of, text] = [kind(), kept.get()]
    if (text !== placed) spots = null
    placed = text
    if (text !== compared) compared = null
    if (text) hint = ""
    // What a card asks for is there to be taken, though nothing is guessed yet.
    const drawn = model() ?? (mode === "asked" && of ? modelOf(of, spotsNow()) : null)
    const hasMark = mode !== "asked"
    stage.guess(of && drawn ? { kind: of, name: `your ${of}`, model: drawn, hasMark } : null)
    handles.show(of && drawn && mode !== "answered" ? NAMES[of] : [])
    move()
  }

  // The film has moved.
  function move() {
    if (!row || !stage.hasPicture()) return
    if (mode !== "free") return row.hide()
    const [found, { epoch, loss }] = [parts(), transport.frame()]
    const trained = `Training at epoch ${epoch}: loss ${number(loss, stage.report().digits)}.`
    const isCompared = compared !== null && compared === kept.get()
    const sentence = [hint || fault(), found && isCompared ? found.score : ""]
      .filter(Boolean)
      .join(" ")
    row.show(found ? `${found.said} ${trained}` : "", sentence, kept.get() !== null, reason())
  }

  return {
    /** @param {Mode} newMode */
    show(newMode) {
      mode = newMode
      update()
    },
    /** @param {Measure<Numbers> | null} newMeasure of another picture */
    take(newMeasure) {
      measure = newMeasure
    },
    move,
    toggle,
    // For a card's answer.
    words() {
      const found = parts()
      return found ? `${found.said} ${found.score}` : ""
    },
    isThere: () => stage.hasPicture() && model() !== null,
    close: () => handles.show([]),
  }
}
