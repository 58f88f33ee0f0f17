// Fits of the Lab as lines, boundaries or curves.

import { conic } from "./conic.js"
import { predict } from "./features.js"
import { sigmoid } from "./field.js"

/** @import { Axis, Features } from "./protocol.js" */

const STEPS = 40 // of a curve

/**
 * How fits (W, and then b) are drawn over ranges of x and y.
 * @param {Features | null | undefined} features
 * @param {{ isBoundary: boolean, isCurve: boolean, level?: number }} kind of two features, at the
 *   level of the threshold; of one, a probability
 * @param {Axis["range"]} across
 * @param {Axis["range"]} up
 */
export function drawnFits(features, { isBoundary, isCurve, level = 0 }, across, up) {
  const steps = isCurve || features ? STEPS : 1
  const xs = Array.from(
    { length: steps + 1 },
    (_, k) => across[0] + ((across[1] - across[0]) * k) / steps,
  )
  const model = (/** @type {number[]} */ row) => ({
    W: row.slice(0, -1),
    b: row[row.length - 1],
    features,
  })
  const at = (/** @type {number[]} */ row, /** @type {number} */ x) => {
    const z = predict(model(row), x)
    return isCurve ? sigmoid(z) : z
  }
  const drawn = (/** @type {number[]} */ row) => {
    if (!isBoundary) return { x: xs, y: xs.map((x) => at(row, x)) }
    if (!features) return boundary(row, across, level)
    return conic((x, y) => predict(model(row), x, y) - level, across, up)
  }
  return { at, drawn }
}

/**
 * Where W1 x1 + W2 x2 + bias is at a level, across a range of both.
 * @param {number[]} row
 * @param {number[]} range
 * @param {number} level
 */
function boundary([W1, W2, bias], range, level) {
  const b = bias - level
  const far = [2 * range[0] - range[1], 2 * range[1] - range[0]]
  if (Math.abs(W2) >= Math.abs(W1)) return { x: far, y: far.map((x) => -(b + W1 * x) / W2) }
  return { x: far.map((y) => -(b + W2 * y) / W1), y: far }
}
