// What any model's loss is, from the points that training sees, which live/measure.py sends.

import { predict } from "./features.js"
import { decode } from "./film.js"

/** @import { Best, Encoded, Measure, Numbers, Params } from "./protocol.js" */

/**
 * @param {Measure<Encoded>} sent
 * @returns {Measure<Numbers>}
 */
export const decodeMeasure = (sent) => ({
  ...{ ...sent, X: sent.X.map(decode), y: decode(sent.y) },
  step: { ...sent.step, rates: decode(sent.step.rates) },
})

/**
 * A model's loss: the mean over the points, and the penalty.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params in the points' own units
 */
export function lossOf({ X: [x1, x2], y, penalty, is_probability }, params) {
  const of = is_probability ? surprise : squaredError
  let sum = 0
  for (let i = 0; i < y.length; i += 1) sum += of(predict(params, x1[i], x2?.[i]), y[i])
  return params.W.reduce((loss, W, k) => loss + (penalty[k] / 2) * W * W, sum / y.length)
}

/** @param {number} predicted @param {number} y */
export const squaredError = (predicted, y) => (predicted - y) ** 2

/** −log P(y), in the form that neither overflows nor loses digits.
 * @param {number} z the logit @param {number} y 0 or 1 */
export function surprise(z, y) {
  const s = (1 - 2 * y) * z
  return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)))
}

const ALIKE = 1e-6 // shares of a loss that no one tells apart
const TIMES = 1000 // from there a factor says less than the losses

/**
 * How a guess's loss, which has been said, compares with the best one, in a sentence.
 * @param {number} loss
 * @param {Best} best
 * @param {(loss: number) => string} text
 * @param {boolean} [isThroughOrigin] whether the best one has no intercept, as the guess may
 */
export function score(loss, { loss: smallest, lack }, text, isThroughOrigin = false) {
  if (!Number.isFinite(loss)) return "Its loss is too large to compare."
  if (smallest === null) return lack
  const ratio = loss / smallest
  const possible = isThroughOrigin ? "possible without an intercept" : "possible"
  const least = `the smallest ${possible}, ${text(smallest)}`
  if (isThroughOrigin && loss < smallest * (1 - ALIKE))
    return `Its loss is below ${least}: yours has one.`
  if (loss <= smallest * (1 + ALIKE))
    return `Its loss is ${least}${isThroughOrigin ? "." : ": nothing does better."}`
  if (!(ratio < TIMES) && isThroughOrigin)
    return `The smallest loss without an intercept is ${text(smallest)}.`
  if (!(ratio < TIMES)) return `The smallest possible loss is ${text(smallest)}.`
  if (ratio >= 2) return `Its loss is ${Number(ratio.toPrecision(3))} times ${least}.`
  const percent = 100 * (ratio - 1)
  const above = percent < 0.1 ? "less than 0.1" : Number(percent.toPrecision(2))
  return `Its loss is ${above} % above ${least}.`
}
