// The points of a chart, and what is said of one.

import { asText } from "./legend.js"
import { number } from "./numbers.js"
import { gradientOf, partOf } from "./point.js"

/** @import { Figure, Layout, Measure, Numbers, Params, Place } from "./protocol.js" */
/** @import { Report, Row, Trace } from "./protocol.js" */
/** A point: where it is drawn, its x and y, whether training does not see it, and which of how
 * many of its trace, by its name, it is.
 * @typedef {{ at: [number, number], x: number[], y: number, isHeld: boolean, name: string,
 *   row: number, count: number }} Point */
/** @typedef {{ params: Params<number>, report: Report, units: Place, layout: Layout }} Shown */

/**
 * What is said of a point, in rows, and its part of the gradient; null if it has none.
 * @param {Point} point
 * @param {Measure<Numbers>} by
 * @param {Shown} shown the model, and the chart of the points; "units" are the landscape's
 */
export function told({ at, x, y: drawn, isHeld, name, row, count }, by, shown) {
  const { params, report, units, layout } = shown
  // Training may fit a line without the noise.
  const isFitted = !by.is_probability && !isHeld && count === by.y.length
  const y = isFitted ? by.y[row] : drawn
  const part = partOf(by, params, units, x, y)
  const text = (/** @type {number} */ value) => number(value, report.digits)
  /** @type {[string, string][]} */
  const facts = [[nameOf(layout, "x"), placeText(layout, "x", at[0], text)]]
  if (!by.is_probability || x.length > 1)
    facts.push([nameOf(layout, "y"), placeText(layout, "y", at[1], text)])
  if (by.is_probability) {
    const own = drawn ? part.predicted : 1 - part.predicted
    if (!isHeld) facts.push(["class", name])
    facts.push(["P of its class", text(own)], ["−log P", text(part.loss)])
  } else {
    if (y !== drawn) facts.push(["without its noise", text(y)])
    facts.push(["predicted", text(part.predicted)], ["residual", text(y - part.predicted)])
  }
  if (!isHeld) {
    const count = part.gradient.length - (by.is_through_origin ? 1 : 0)
    const moved = part.gradient.slice(0, count)
    facts.push(...shares(part.share, moved, gradientOf(by, params, units), shown, text))
  }
  return {
    rows: facts.map(([what, value]) => /** @type {Row} */ ([what, [value]])),
    gradient: isHeld ? null : part.gradient,
  }
}

/**
 * @param {number} ofLoss
 * @param {number[]} moved the point's gradient by the parameters that training moves
 * @param {number[]} whole the gradient
 * @param {Shown} shown
 * @param {(value: number) => string} text
 */
function shares(ofLoss, moved, whole, { report, units }, text) {
  const prime = isStandardised(units.factors) ? "′" : ""
  /** @type {[string, string][]} */
  const slopes = moved.map((slope, k) => [
    `part of ∂L/∂${report.columns[k]}${prime}`,
    `${text(slope)} of ${text(whole[k])}`,
  ])
  const most = slopes.length > MOST ? [...slopes.slice(0, 2), slopes[slopes.length - 1]] : slopes
  return [/** @type {[string, string]} */ (["share of the loss", share(ofLoss)]), ...most]
}

const MOST = 3 // slopes

/**
 * The points of a chart, in the order of its traces.
 * @param {string} page
 * @param {Figure} fit
 * @param {Measure<Numbers> | null} measure
 * @returns {Point[]}
 */
export function pointsOf(page, { data }, measure) {
  return data.filter(isOfPoints).flatMap((trace) => {
    const { x, y, name, meta, marker } = trace
    const isHeld = name === "held out"
    const label = meta?.label ?? (marker?.symbol.startsWith("diamond") ? 1 : 0)
    const isPlane = page === "logistic" && measure && measure.X.length > 1
    const common = { isHeld, name: asText(name), count: x.length }
    return Array.from(x, (x1, row) => {
      const at = /** @type {[number, number]} */ ([x1, y[row]])
      if (isPlane) return { ...common, at, x: at, y: label, row }
      return { ...common, at, x: [x1], y: y[row], row }
    })
  })
}

/** @param {Trace} trace */
const isOfPoints = ({ name, mode, meta, marker }) =>
  mode === "markers" && !meta?.shows && name !== "asked" && marker?.symbol !== "star"

/** @param {number[][]} factors of a landscape's place */
export const isStandardised = (factors) =>
  factors.some((row, k) => row.some((factor, j) => factor !== (j === k ? 1 : 0)))

/** @param {Layout} layout @param {"x" | "y"} axis */
const nameOf = (layout, axis) => asText(layout[`${axis}axis`].title?.text ?? axis)

/**
 * @param {Layout} layout
 * @param {"x" | "y"} axis
 * @param {number} value
 * @param {(value: number) => string} text
 */
export function placeText(layout, axis, value, text) {
  const dates = layout.meta?.[axis]
  if (!dates) return text(value)
  return new Date(Math.round(dates.origin + dates.unit * value)).toISOString().slice(0, 10)
}

/** @param {number} part */
const share = (part) => (Number.isFinite(part) ? `${Number((100 * part).toPrecision(2))} %` : "–")
