// Where a model's probability is at the threshold, which is given as its logit, the level.

import { conic, roots } from "./conic.js"
import { predict } from "./features.js"

/** @import { Axis, Params } from "./protocol.js" */

/**
 * The model whose logits are those above a level.
 * @param {Params<number>} params
 * @param {number} level
 */
const above = (params, level) => ({ ...params, b: params.b - level })

/**
 * Where a model of one feature is at the threshold: one place, or up to two.
 * @param {Params<number>} params
 * @param {number} [level]
 */
export function crossings(params, level = 0) {
  const { W, b, features } = above(params, level)
  if (!features) return { x: [-b / W[0], -b / W[0]] }
  const [{ 0: middle }, { 0: deviation }] = [features.centre, features.scale]
  const places = roots(W[1], W[0], b).map((u) => middle + deviation * u)
  return { x: places.flatMap((x) => [x, x, NaN]), y: places.flatMap(() => [0, 1, NaN]) }
}

/**
 * The part of a boundary inside a window: its two ends, or nothing; of powers and products a
 * curve.
 * @param {Params<number>} params
 * @param {Axis["range"]} x1
 * @param {Axis["range"]} x2
 * @param {number} [level]
 */
export function boundary(params, x1, x2, level = 0) {
  const model = above(params, level)
  return model.features ? conic((x, y) => predict(model, x, y), x1, x2) : straight(model, x1, x2)
}

/**
 * @param {Params<number>} params
 * @param {Axis["range"]} window
 * @param {Axis["range"]} window
 */
function straight({ W: [W1, W2], b }, [left, right], [bottom, top]) {
  const square = W1 * W1 + W2 * W2
  if (!(square > 0 && Number.isFinite(square))) return { x: [], y: [] }
  // From the point (x0, y0) of the line along (W2, -W1), as far as the window goes.
  const x0 = (-b * W1) / square
  const y0 = (-b * W2) / square
  let from = -Infinity
  let to = Infinity
  for (const [at, along, low, high] of [
    [x0, W2, left, right],
    [y0, -W1, bottom, top],
  ]) {
    if (along === 0) {
      if (at < low || at > high) return { x: [], y: [] }
      continue
    }
    const [enter, leave] = [(low - at) / along, (high - at) / along].sort((s, t) => s - t)
    from = Math.max(from, enter)
    to = Math.min(to, leave)
  }
  if (!(from < to)) return { x: [], y: [] }
  return { x: [x0 + from * W2, x0 + to * W2], y: [y0 - from * W1, y0 - to * W1] }
}
