// What one point has to do with a model's loss and its gradient.

import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { lossOf, squaredError, surprise } from "./measure.js"

/** @import { Features, Measure, Numbers, Params, Place } from "./protocol.js" */

/**
 * What the model says of a point, and what the point adds to the loss and to the gradient,
 * which is the one that the landscape's parameters have.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units of the landscape
 * @param {number[]} x
 * @param {number} y
 */
export function partOf(measure, params, units, x, y) {
  const { is_probability, y: all } = measure
  const z = predict(params, x[0], x[1])
  const loss = is_probability ? surprise(z, y) : squaredError(z, y)
  return {
    predicted: is_probability ? sigmoid(z) : z,
    loss,
    share: loss / all.length / lossOf(measure, params),
    gradient: inUnitsOf(slopeAt(measure, params, x, y), units),
  }
}

/**
 * The gradient by the landscape's parameters, the penalty's part included.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units
 */
export function gradientOf(measure, params, units) {
  const sum = [...params.W.map((W, k) => measure.penalty[k] * W), 0]
  for (let i = 0; i < measure.y.length; i += 1) {
    const slope = slopeAt(measure, params, xOf(measure, i), measure.y[i])
    for (const [k, part] of slope.entries()) sum[k] += part
  }
  return inUnitsOf(sum, units)
}

/**
 * The way that a point asks the model to go on a landscape's axes: minus its gradient; the
 * largest of all points goes over a share of an axis.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units
 * @param {number[]} gradient the point's
 * @param {[number, number]} sizes of the axes
 * @param {number} share
 */
export function arrowOf(measure, params, units, gradient, sizes, share) {
  const { axes = [0, 1] } = units
  const length = (/** @type {number[]} */ slopes) =>
    Math.max(...axes.map((k, axis) => Math.abs(slopes[k]) / sizes[axis]))
  let longest = length(gradient)
  const stride = Math.ceil(measure.y.length / MOST)
  for (let i = 0; i < measure.y.length; i += stride) {
    const slope = slopeAt(measure, params, xOf(measure, i), measure.y[i])
    longest = Math.max(longest, length(inUnitsOf(slope, units)))
  }
  return axes.map((k) => (longest > 0 ? (-share / longest) * gradient[k] : 0))
}

/**
 * What a point's error is multiplied by in its gradient, without its factor of 2: its x, or
 * powers of it, in the units of training, and 1; 0 without an intercept.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units
 * @param {number[]} x
 */
export function factorsAt({ is_through_origin }, params, units, x) {
  const all = inUnitsOf([...featuresAt(params.features, x), 1], units)
  const factors = all.map((factor) => factor / all[all.length - 1])
  return is_through_origin ? factors.with(-1, 0) : factors
}

const MOST = 1000 // points whose arrows are measured

/** @param {Measure<Numbers>} measure @param {number} i */
const xOf = ({ X }, i) => X.map((column) => column[i])

/**
 * A point's part of the gradient by W and b in the points' own units; without an intercept,
 * b has no part in it.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {number[]} x
 * @param {number} y
 */
function slopeAt({ is_probability, is_through_origin, y: { length } }, params, x, y) {
  const z = predict(params, x[0], x[1])
  const pull = (is_probability ? sigmoid(z) - y : 2 * (z - y)) / length
  const ofB = is_through_origin ? 0 : 1
  return [...featuresAt(params.features, x), ofB].map((feature) => pull * feature)
}

/**
 * What x the weights belong to.
 * @param {Features | null | undefined} features
 * @param {number[]} x
 */
function featuresAt(features, x) {
  if (!features) return x
  const { exponents, centre, scale } = features
  const u = centre.map((middle, j) => (x[j] - middle) / scale[j])
  return exponents.map((powers) => powers.reduce((of, power, j) => of * u[j] ** power, 1))
}

/**
 * A gradient by W and b as one by the landscape's parameters, which are factors times W and b:
 * those of each weight alone, and of b one for each. Where y is standardised, so is the loss.
 * @param {number[]} slopes
 * @param {Place} units
 */
function inUnitsOf(slopes, { factors }) {
  const last = slopes.length - 1
  const ofB = factors[last]
  const b = slopes[last] / ofB[last]
  const all = slopes.map((slope, k) => (k < last ? (slope - ofB[k] * b) / factors[k][k] : b))
  return all.map((slope) => slope * ofB[last] ** 2)
}
