// What a sweep says: a measure of each run, its spread over seeds, and where it is best.

import { inSentence } from "./control.js"
import { isOrdered } from "./lab_axis.js"
import { short } from "./numbers.js"

/** @import { Sweep } from "./protocol.js" */

/**
 * What can be shown: "none" says of a run why it has none; "most": more of it is better;
 * "neither": neither more nor less.
 * @type {Record<string, { label: string, none: string, most?: boolean, neither?: boolean,
 *   pages?: string[] }>}
 */
export const MEASURES = {
  epochs_to_converge: { label: "epochs to converge", none: "that did not converge" },
  loss: { label: "final loss", none: "that left the float range" },
  held_out_loss: {
    label: "held-out loss",
    none: "without held-out points, or that left the float range,",
  },
  distance_to_truth: {
    label: "distance to the truth",
    none: "without a finite W and b, or a truth,",
  },
  accuracy: {
    label: "accuracy",
    none: "without a finite W and b",
    most: true,
    pages: ["logistic"],
  },
  W: { label: "fitted W", none: "without a finite W and b", neither: true, pages: ["linear"] },
  W1: { label: "fitted W₁", none: "without a finite W and b", neither: true, pages: ["logistic"] },
  W2: { label: "fitted W₂", none: "without a finite W and b", neither: true, pages: ["logistic"] },
  b: { label: "fitted b", none: "without a finite W and b", neither: true },
}

/** What can be shown of a page's runs. @param {string} page */
export const measuresOf = (page) =>
  Object.keys(MEASURES).filter((name) => MEASURES[name].pages?.includes(page) ?? true)

/** @typedef {{ median: number | null, low: number | null, high: number | null, lost: number }} Spread */

/**
 * What is drawn: along one axis, or over two.
 * @param {Sweep} sweep
 */
export function shapeOf({ axes }) {
  const seed = axes.length === 2 ? axes.findIndex(({ name }) => name === "seed") : -1
  return { seed, along: seed < 0 ? axes : [axes[1 - seed]] }
}

/**
 * The measure of each run, in the grid's order; null where there is none.
 * @param {Sweep} sweep
 * @param {string} measure
 * @returns {(number | null)[]}
 */
export function valuesOf(sweep, measure) {
  const found = sweep.columns[measure] ?? []
  const all = /** @type {(number | null)[]} */ (found)
  return Array.from({ length: sweep.runs }, (_, k) => all[k] ?? null)
}

/**
 * Median and quartiles at each value of the axis that is not the seed. A run without the
 * measure counts as worse than all.
 * @param {Sweep} sweep
 * @param {string} measure
 * @returns {Spread[]}
 */
export function spreads(sweep, measure) {
  const { seed, along } = shapeOf(sweep)
  const values = valuesOf(sweep, measure)
  const others = seed < 0 ? 1 : sweep.axes[seed].values.length
  const worst = MEASURES[measure].most ? -Infinity : Infinity
  return along[0].values.map((_, k) => {
    const at = Array.from({ length: others }, (_, j) =>
      seed === 0 ? j * along[0].values.length + k : k * others + j,
    ).filter((place) => place < sweep.done)
    const sorted = at.map((place) => values[place] ?? worst).sort((a, b) => a - b)
    const lost = sorted.filter((value) => !Number.isFinite(value)).length
    const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share))
    return { low, median, high, lost }
  })
}

/** @param {number[]} sorted @param {number} share @returns {number | null} */
function quantile(sorted, share) {
  if (!sorted.length) return null
  const at = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  const value = below === above ? below : below + (at % 1) * (above - below)
  return Number.isFinite(value) ? value : null
}

/**
 * In a sentence, where it is best.
 * @param {Sweep} sweep
 * @param {string} measure
 */
export function summary(sweep, measure) {
  const { seed, along } = shapeOf(sweep)
  const best = bestOf(sweep, measure)
  const { label, none, most, neither } = MEASURES[measure]
  if (sweep.done < sweep.runs) return "" // or it would be said of runs that are not there
  if (best === null) return `All are runs ${none.replace(/,$/, "")}.`
  const shown = shownOf(sweep, measure).filter((value) => value !== null)
  if (shown.length > 1 && Math.min(...shown) === Math.max(...shown))
    return `It makes no difference here: ${label} ${short(best.value)} in all.`
  if (neither) return ""
  const where = along
    .map((axis, k) => `${inSentence(axis.label)} ${axis.texts[best.place[k]]}`)
    .join(" and ")
  const what = seed < 0 ? label : `median ${label}`
  return `${most ? "Largest" : "Smallest"} ${what}: ${short(best.value)}, at ${where}.`
}

/** The values that are drawn. @param {Sweep} sweep @param {string} measure */
function shownOf(sweep, measure) {
  return shapeOf(sweep).along.length === 1
    ? spreads(sweep, measure).map(({ median }) => median)
    : valuesOf(sweep, measure)
}

/** @param {Sweep} sweep @param {string} measure */
export function bestOf(sweep, measure) {
  const { along } = shapeOf(sweep)
  const values = shownOf(sweep, measure)
  const sign = MEASURES[measure].most ? -1 : 1
  let best = -1
  for (const [k, value] of values.entries())
    if (value !== null && (best < 0 || sign * value < sign * (values[best] ?? 0))) best = k
  if (best < 0) return null
  const width = along[1]?.values.length ?? 1
  return { value: values[best] ?? 0, place: [Math.floor(best / width), best % width] }
}

/**
 * How the picture is read.
 * @param {Sweep} sweep
 * @param {string} measure
 */
export function reading(sweep, measure) {
  const { seed, along } = shapeOf(sweep)
  const { none, most } = MEASURES[measure]
  const words = []
  if (seed >= 0)
    words.push(
      `The ${isOrdered(along[0]) ? "line" : "mark"} is the median of ` +
        `${sweep.axes[seed].values.length} seeds, the ` +
        `${isOrdered(along[0]) ? "shade" : "bar"} the middle half of them; a run ${none} ` +
        `counts as the ${most ? "smallest" : "largest"}.`,
    )
  else if (valuesOf(sweep, measure).includes(null))
    words.push(`An empty place is a run ${none.replace(/,$/, "")}.`)
  if (sweep.limits && along.some(({ name }) => name === "learning_rate"))
    words.push(
      sweep.limits.every((limit) => limit === sweep.limits?.[0])
        ? `Dashed: the largest stable rate, ${short(sweep.limits[0])}.`
        : "Dashed: the largest stable rate.",
    )
  if (measure === "epochs_to_converge")
    words.push("Converged: the loss is within 1 % of the smallest possible one.")
  return words.join(" ")
}
