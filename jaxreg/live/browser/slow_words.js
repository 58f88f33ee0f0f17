// One epoch in slow motion, in words: a formula for each part, and its numbers.

import { lossOf } from "./measure.js"
import { number } from "./numbers.js"
import { isStandardised, placeText } from "./point_words.js"
import { withArrows } from "./slow.js"

/** @import { Shown } from "./point_words.js" */
/** @import { Measure, Numbers, Place, Report } from "./protocol.js" */
/** @import { Epoch, Part } from "./slow.js" */

const DIGITS = 7 // of a learning rate in a link
const MOST = 3 // parameters that a line has room for

/** What each part is called. @type {Record<Part, string>} */
export const TITLES = {
  predict: "Predict",
  residuals: "Residuals",
  gradients: "Gradients",
  mean: "Mean",
  step: "Step",
  line: "New model",
}

/**
 * The formula of each part. Where training standardises, all is of standardised numbers.
 * @param {Measure<Numbers>} measure
 * @param {Report} report
 * @param {Place} units
 * @returns {Record<Part, string>}
 */
export function formulas({ X, is_probability, is_through_origin, penalty }, report, units) {
  const prime = isStandardised(units.factors) ? "′" : ""
  const [one, zero, plusB] = is_through_origin ? [[], [], ""] : [["1"], ["0"], " + b"]
  const parameters = tuple(namesOf(report, units).slice(0, is_through_origin ? -1 : undefined))
  const x = report.columns.length > 2 ? [`x₁${prime}`, `x₂${prime}`] : [`x${prime}`]
  const isPlain = report.columns.length === X.length + 1 // else x has powers or products
  const factors = tuple([...(isPlain ? x : ["features"]), ...one])
  const predicted = is_probability ? "p" : "ŷ"
  const logit = isPlain ? linear(report.columns, plusB) : `W · features${plusB}`
  const W = report.columns.length > 2 ? `W${prime}` : `${report.columns[0]}${prime}`
  const ofW = tuple([W, ...zero])
  const last = units.factors.length - 1
  const r = !is_probability && units.factors[last][last] !== 1 ? "r′" : "r"
  return {
    predict: is_probability ? `p = σ(${logit})` : `ŷ = ${logit}`,
    residuals: `r = y − ${predicted}`,
    gradients: `g = −${is_probability ? "" : "2 "}${r} · ${factors}`,
    mean: `∇L = mean of all g${penalty.some((strength) => strength > 0) ? ` + λ ${ofW}` : ""}`,
    step: "−rate · ∇L",
    line: `${parameters} + step`,
  }
}

/** @param {string[]} columns @param {string} plusB */
const linear = (columns, plusB) =>
  columns.length > 2 ? `${columns[0]} x₁ + ${columns[1]} x₂${plusB}` : `${columns[0]} x${plusB}`

/**
 * The numbers of a part.
 * @param {Part} part
 * @param {Epoch} epoch
 * @param {Measure<Numbers>} measure
 * @param {Shown} shown the model before the step, and the chart of the points
 */
export function numbersOf(part, epoch, measure, { params, report, units, layout }) {
  const { boxed, mean, shrink, rate, step, from, to, some, next } = epoch
  const text = (/** @type {number} */ value) =>
    (Number.isInteger(value) ? `${value}` : number(value, report.digits)).replace("-", "−")
  const shown = shownOf(report, units, measure)
  const all = (/** @type {number[]} */ values) => tuple(shown.map((k) => text(values[k])))
  const inBrackets = (/** @type {number} */ value) => (value < 0 ? `(${text(value)})` : text(value))
  const [isPlane, isClass, count] = [boxed.x.length > 1, measure.is_probability, measure.y.length]
  const left = some.length < count ? ` ${some.length} of ${count} points are shown.` : ""
  const rings = (/** @type {string} */ more) => (isPlane ? ` The larger a ring, the ${more}.` : "")
  switch (part) {
    case "predict": {
      const x = placeText(layout, "x", boxed.x[0], text)
      const place = isPlane ? `(x₁, x₂) = ${tuple(boxed.x.map(text))}` : `x = ${x}`
      const said = `${isClass ? `class ${boxed.y}, p` : "ŷ"} = ${text(boxed.predicted)}`
      return `In the box, ${place}: ${said}.${rings("larger p")}${left}`
    }
    case "residuals": {
      const sum = `${text(boxed.y)} − ${inBrackets(boxed.predicted)} = ${text(boxed.residual)}`
      return `In the box: r = ${sum}.${rings("more is missing")}${left}`
    }
    case "gradients": {
      const product = `−${isClass ? "" : "2 · "}${inBrackets(boxed.scaled)} · ${all(boxed.factors)}`
      const primes = isStandardised(units.factors) ? " A prime (′) means standardised." : ""
      return `In the box: g = ${product} = ${all(boxed.gradient)}. ${arrowsOf(epoch, count)}${primes}`
    }
    case "mean": {
      const isPenalised = shrink.some((value) => value !== 0)
      const plain = all(mean.map((slope, k) => slope - shrink[k]))
      const sum = isPenalised ? `${plain} + ${all(shrink)} = ` : ""
      const what = `the mean of ${count} gradients${isPenalised ? ", and the penalty’s" : ""}`
      const moved = mean.length - (measure.is_through_origin ? 1 : 0)
      const more = shown.length < moved ? ` Only the landscape’s parameters are shown.` : ""
      return `∇L = ${sum}${all(mean)}, ${what}.${more}`
    }
    case "step":
      return `−${Number(rate.toPrecision(DIGITS))} · ${all(mean)} = ${all(step)}.`
    case "line": {
      const [before, after] = [params, next].map((model) => text(lossOf(measure, model)))
      const names = tuple(shown.map((k) => namesOf(report, units)[k]))
      const sum = `${names} = ${all(from)} + ${all(step)} = ${all(to)}`
      return `${sum}. The loss goes from ${before} to ${after}.`
    }
  }
}

/** @param {Epoch} epoch @param {number} count of all points */
function arrowsOf(epoch, count) {
  const drawn = withArrows(epoch).length
  return drawn < count
    ? `${drawn} of ${count} points show −g as an arrow.`
    : "Each point’s arrow is −g."
}

/**
 * Which parameters there is room for: all that move, or those of the landscape.
 * @param {Report} report
 * @param {Place} units
 * @param {Measure<Numbers>} measure
 */
function shownOf({ columns }, { axes = [0, 1] }, { is_through_origin }) {
  const all = columns.length > MOST ? axes : [...columns.keys()]
  return is_through_origin ? all.filter((k) => k < columns.length - 1) : all
}

/** @param {Report} report @param {Place} units */
function namesOf({ columns }, units) {
  return columns.map((name) => name + (isStandardised(units.factors) ? "′" : ""))
}

/** One alone needs no brackets, but for its sign. @param {string[]} values */
const tuple = (values) =>
  values.length === 1 && !values[0].startsWith("−") ? values[0] : `(${values.join(", ")})`
