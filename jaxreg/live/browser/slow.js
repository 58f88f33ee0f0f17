// One epoch of gradient descent in parts, in numbers: what the model predicts, the residuals,
// the gradient of each point, their mean, the step, and the model that it leads to.

import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { inOwnUnits, inUnitsOf } from "./plane.js"
import { factorsAt, gradientOf } from "./point.js"

/** @import { Measure, Numbers, Params, Place } from "./protocol.js" */
/** @typedef {"predict" | "residuals" | "gradients" | "mean" | "step" | "line"} Part */
/** A point: its x and y, what is predicted and y minus that, the latter in the units of
 *  training, too, and its own gradient, as if it were the only one, by the landscape's parameters.
 * @typedef {{ x: number[], y: number, predicted: number, residual: number, scaled: number,
 *   factors: number[], gradient: number[] }} PointPart */
/** By the landscape's parameters where the model is, its mean gradient, the step, and where
 *  that leads; that in the points' own units; the penalty's part of the mean gradient; "boxed" is
 *  the point with the largest residual, and "some" are an even sample of all.
 * @typedef {{ from: number[], mean: number[], shrink: number[], rate: number, step: number[],
 *   to: number[], next: Params<number>, some: PointPart[], boxed: PointPart }} Epoch */

/** The parts, as a link names them. @type {Part[]} */
export const PARTS = ["predict", "residuals", "gradients", "mean", "step", "line"]

const MOST = 200 // points that are looked at
const MOST_ARROWS = 20 // as in explain/gradient.py

/**
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units of the landscape, which are those of training
 * @param {number} epoch before the step
 * @returns {Epoch}
 */
export function epochInParts(measure, params, units, epoch) {
  const { X, y, penalty, step } = measure
  const part = (/** @type {number} */ i) => {
    const x = X.map((column) => column[i])
    return partOf(measure, params, units, x, y[i])
  }
  const some = sampled([...y.keys()], MOST).map(part)
  const rate = step.rates[Math.min(epoch, step.rates.length - 1)]
  const from = inUnitsOf(params, units)
  const mean = gradientOf(measure, params, units)
  const by = mean.map((slope) => -rate * slope)
  const to = from.map((at, k) => at + by[k])
  const unit = units.factors[from.length - 1][from.length - 1]
  const own = params.W.map((W, k) => (penalty[k] * W * unit * unit) / units.factors[k][k])
  return {
    ...{ from, mean, rate, step: by, to, some, boxed: part(farthest(measure, params)) },
    shrink: [...own, 0],
    next: { ...params, ...inOwnUnits(to, units) },
  }
}

/**
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units
 * @param {number[]} x
 * @param {number} y
 * @returns {PointPart}
 */
function partOf(measure, params, units, x, y) {
  const { is_probability } = measure
  const z = predict(params, x[0], x[1])
  const predicted = is_probability ? sigmoid(z) : z
  const residual = y - predicted
  const last = units.factors.length - 1
  const scaled = is_probability ? residual : residual * units.factors[last][last]
  const factors = factorsAt(measure, params, units, x)
  const gradient = factors.map((factor) => -(is_probability ? 1 : 2) * scaled * factor)
  return { x, y, predicted, residual, scaled, factors, gradient }
}

/**
 * Which point the model misses most.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 */
function farthest({ X: [x1, x2], y, is_probability }, params) {
  let [found, most] = [0, -1]
  for (let i = 0; i < y.length; i += 1) {
    const z = predict(params, x1[i], x2?.[i])
    const miss = Math.abs(y[i] - (is_probability ? sigmoid(z) : z))
    if (miss > most) [found, most] = [i, miss]
  }
  return found
}

/**
 * The points that have an arrow on the landscape.
 * @param {Epoch} epoch
 */
export const withArrows = ({ some }) => sampled(some, MOST_ARROWS)

/**
 * An even sample.
 * @template T
 * @param {T[]} all
 * @param {number} most
 */
function sampled(all, most) {
  const stride = Math.ceil(all.length / most)
  return all.filter((_, k) => k % stride === 0)
}
