// What a model predicts, from x itself or from powers and products of it: training/features.py.

/** @import { Params } from "./protocol.js" */

/**
 * The line's y, or the logit; of a model of one feature, whatever x2 is.
 * @param {Params<number>} model
 * @param {number} x1
 * @param {number} x2
 */
export function predict({ W, b, features }, x1, x2 = 0) {
  if (!features) return W[0] * x1 + (W[1] ?? 0) * x2 + b
  const { exponents, centre, scale } = features
  const u = centre.map((middle, j) => ((j ? x2 : x1) - middle) / scale[j])
  return exponents.reduce(
    (sum, powers, i) => sum + powers.reduce((product, power, j) => product * u[j] ** power, W[i]),
    b,
  )
}
