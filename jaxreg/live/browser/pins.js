// Pinned runs as a link has them: up to six, each in its slot, which gives it its colour.
// "pins=lr:0.02 seed:3,,default" is three slots, of which the second is empty.

import { decidesRun, inSentence, mattersBeside } from "./control.js"
import { MOST } from "./ghosts.js"
import { typedText } from "./scale.js"

/** @import { Control, PageTable } from "./protocol.js" */
/** What decides a run, of what is not at the page's defaults: texts by their keys.
 * @typedef {Map<string, string>} Run */
/** @typedef {Pick<PageTable, "defaults" | "controls" | "by_hand">} Table */

const CIRCLE = "circle" // a source of points that are drawn, too
const DEFAULT = "default" // a run with all at the page's defaults
const FROM = "from" // the epoch from which on it is shown: another run branched off there
const EPOCH = /^[1-9]\d{0,3}$/
const NEXT_KEY = / (?=\w+:)/ // a value may have spaces, as "Anscombe II" has
const FILLERS = /^(Learning|Number of) |(?<=^True )\w+ /

/**
 * What decides the run of a scenario.
 * @param {Table} table
 * @param {Iterable<[string, string]>} values of the scenario, by their keys
 * @returns {Run}
 */
export function runOf(table, values) {
  const given = new Map(values)
  const of = (/** @type {string} */ key) => given.get(key) ?? new Map(table.defaults).get(key)
  const kept = table.defaults.flatMap(([key, text]) => {
    const value = given.get(key)
    const isOther = value !== undefined && value !== text && matters(table, key, of)
    return isOther ? [/** @type {[string, string]} */ ([key, value])] : []
  })
  return new Map(kept)
}

/** The keys that can decide a run. @param {Table} table */
export const keysOfRuns = (table) =>
  table.defaults.map(([key]) => key).filter((key) => decidesRun(controlOf(table, key)))

/**
 * Whether a key decides anything, beside the others.
 * @param {Table} table
 * @param {string} key
 * @param {(key: string) => string | null | undefined} of the scenario's values
 */
export function matters(table, key, of) {
  const control = controlOf(table, key)
  if (!control) return true
  if (control.group === "generator" && !movesPoints(control, of(dataKey(table)))) return false
  const named = (/** @type {string} */ name) =>
    of(table.controls.find((one) => one.name === name)?.key ?? "")
  return mattersBeside(control, named) && decidesRun(control)
}

/**
 * Whether a control of the generator moves the points: of a circle, only their number.
 * @param {Control} control
 * @param {string | null | undefined} data where they come from
 */
const movesPoints = ({ name }, data) =>
  data === "generated" || (data === CIRCLE && name === "num_points")

/** @param {Table} table @param {string} key @returns {Control | undefined} */
const controlOf = ({ controls }, key) => controls.find((control) => control.key === key)

/**
 * The key of the source of the points. Of all keys without a control of ours it alone is
 * never empty: the others choose columns and classes of a table.
 * @param {Table} table
 */
const dataKey = (table) =>
  table.defaults.find(([key, text]) => text !== null && !controlOf(table, key))?.[0] ?? ""

/** A run as it goes on from an epoch. @param {Run} run @param {number} epoch @returns {Run} */
export const goingOn = (run, epoch) => new Map([...run, [FROM, `${epoch}`]])

/** From which epoch on a run is shown. @param {Run} run */
export const firstOf = (run) => Number(run.get(FROM) ?? 0)

/** @param {Run} run */
export const queryOf = (run) => `${new URLSearchParams([...run])}`

/**
 * Slots as a link has them; null: none is taken.
 * @param {(Run | null)[]} slots
 */
export function writePins(slots) {
  const texts = slots.map(
    (run) => run && ([...run].map((pair) => pair.join(":")).join(" ") || DEFAULT),
  )
  return texts.join(",").replace(/,+$/, "") || null
}

/**
 * The slots of a link, and a sentence on each of its pins that cannot be used.
 * @param {Table} table
 * @param {string | null} text
 */
export function readPins(table, text) {
  /** @type {string[]} */
  const refused = []
  const texts = text ? text.split(",") : []
  const slots = texts.slice(0, MOST).map((pin) => {
    const wrong = pin && faultOf(table, pin)
    if (wrong) refused.push(`The link's pin “${shortened(pin)}” is left out: ${wrong}.`)
    if (!pin || wrong) return null
    const pairs = pairsOf(table, pin)
    const from = Number(new Map(pairs).get(FROM) ?? 0)
    return from ? goingOn(runOf(table, pairs), from) : runOf(table, pairs)
  })
  if (texts.length > MOST) refused.push(`Of the link's pins, the first ${MOST} are shown.`)
  return { slots, refused }
}

/**
 * @param {Table} table
 * @param {string} pin
 * @returns {[string, string][]}
 */
function pairsOf(table, pin) {
  if (pin === DEFAULT) return []
  return pin.split(NEXT_KEY).map((pair) => {
    const [key, value] = cut(pair)
    const control = controlOf(table, key)
    return [key, (control && usable(control, value)) ?? value]
  })
}

/**
 * A control's value as a link writes it; null if it cannot be that.
 * @param {Control} control
 * @param {string} text
 */
function usable(control, text) {
  if (control.kind !== "choice") return typedText(control, text)
  return control.stops.includes(text) ? text : null
}

/** @param {string} pair @returns {[string, string]} */
function cut(pair) {
  const at = pair.indexOf(":")
  return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)]
}

/**
 * What is wrong with a link's pin, or "".
 * @param {Table} table
 * @param {string} pin
 */
function faultOf(table, pin) {
  if (pin === DEFAULT) return ""
  for (const [key, value] of pin.split(NEXT_KEY).map(cut)) {
    if (key === FROM && !EPOCH.test(value)) return `“${FROM}” must be an epoch from 1 to 9999`
    if (key === FROM) continue
    const control = controlOf(table, key)
    if (!table.defaults.some(([known]) => known === key))
      return `“${shortened(key)}” is no setting of this page`
    if (control && usable(control, value) === null)
      return `${control.label} must be ${control.allowed}`
  }
  return ""
}

/** @param {string} text */
const shortened = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/**
 * How a run differs from the one that is shown, in the words of the controls.
 * @param {Table} table
 * @param {Run} run
 * @param {Run} shown
 */
export function difference(table, run, shown) {
  const from = firstOf(run)
  const changed = changedKeys(table, run, shown)
  const keys = from ? changed.filter((key) => !isOfBranch(controlOf(table, key))) : changed
  const ofTable = keys.filter((key) => !controlOf(table, key))
  const isOther = ofTable.includes(dataKey(table))
  const what = ofTable.includes(table.by_hand.points) ? "points" : "columns"
  const words = ofTable.length
    ? [isOther ? `data ${textOf(table, run, dataKey(table))}` : `other ${what}`]
    : []
  for (const key of keys) {
    const control = controlOf(table, key)
    if (control) words.push(said(control, textOf(table, run, key) ?? "empty"))
  }
  if (from) words.push(`from epoch ${from}`)
  return words.join(" · ") || "as now"
}

/** What a branch sets, so that it tells nothing. @param {Control | undefined} control */
const isOfBranch = (control) =>
  ["start", "chosen start"].includes(control?.group ?? "") || control?.name === "epochs"

/** @param {Table} table @param {Run} run @param {string} key */
const textOf = ({ defaults }, run, key) => run.get(key) ?? new Map(defaults).get(key)

/** @param {Table} table @param {Run} run @param {Run} other */
const changedKeys = ({ defaults }, run, other) =>
  defaults.map(([key]) => key).filter((key) => run.get(key) !== other.get(key))

/**
 * A value within a sentence: "rate 0.1", "true W 3", "points 20", "held-out points 50 %".
 * @param {Control} control
 * @param {string} text
 */
function said({ label }, text) {
  const [name, unit] = label.split(", in ")
  return [inSentence(name.replace(FILLERS, "")), text, unit].filter(Boolean).join(" ")
}

/**
 * Whether two runs are of the same source and columns: the axes of one suit the other.
 * @param {Table} table
 * @param {Run} run
 * @param {Run} shown
 */
export function hasSameAxes(table, run, shown) {
  const { points } = table.by_hand // which are moved in the same chart
  return changedKeys(table, run, shown).every((key) => key === points || controlOf(table, key))
}

/**
 * Whether two runs descend on the same landscape: of the same points, with the same features
 * and penalty.
 * @param {Table} table
 * @param {Run} run
 * @param {Run} shown
 */
export function hasSameLandscape(table, run, shown) {
  const key = dataKey(table)
  const isDrawn = [undefined, CIRCLE].includes(run.get(key)) // as it is at its default
  const groups = ["held out", "features", ...(isDrawn ? ["generator", "seed"] : [])]
  const changed = changedKeys(table, run, shown)
  const hasPowers = table.controls.some(({ group, key }) => group === "features" && run.has(key))
  return changed.every((key) => {
    const control = controlOf(table, key)
    if (hasPowers && control?.name === "scaling") return false // they are of another x
    return control && !groups.includes(control.group) && control.name !== "l2"
  })
}
