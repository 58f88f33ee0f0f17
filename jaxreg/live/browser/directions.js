// Directions on a landscape: minus the gradient, where the minimum is, and the axes along
// which the loss curves most and least, with what an epoch does along each.

import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { axesOf, inUnitsOf } from "./plane.js"
import { factorsAt, gradientOf } from "./point.js"

/** @import { Measure, Numbers, Params, Place } from "./protocol.js" */
/** An eigenvector of the Hessian, its eigenvalue, and what an epoch multiplies the distance
 *  from the minimum by along it; null: the way to train takes no step along the mean gradient.
 * @typedef {{ along: number[], curvature: number, factor: number | null }} Axis */
/** In the plane of a landscape, from where it has a model. "toMinimum" and the angle in degrees
 *  between the two are null where no minimum is known, or the model is there.
 * @typedef {{ from: number[], downhill: number[], toMinimum: number[] | null, isThere?: boolean,
 *   angle: number | null, axes: [Axis, Axis], isRound: boolean, isFixed?: boolean }} Directions
 *   "isRound": the loss curves alike in all directions; "isFixed": along the second axis, that of
 *   b, no step leads */

const ROUND = 1e-6 // shares of a curvature that no one tells apart
const THERE = 1e-6 // of the places' size: float32 hardly tells them apart

/**
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units of the landscape, which are those of training
 * @param {number} epoch
 * @param {number[] | null} minimum its place
 * @returns {Directions}
 */
export function directionsOf(measure, params, units, epoch, minimum) {
  const plane = axesOf(units)
  const on = (/** @type {number[]} */ values) => plane.map((k) => values[k])
  const from = on(inUnitsOf(params, units))
  const downhill = on(gradientOf(measure, params, units)).map((slope) => -slope)
  const way = minimum?.map((at, k) => at - from[k]) ?? null
  const isThere = way !== null && Math.hypot(...way) <= THERE * Math.hypot(...from)
  const toMinimum = isThere ? null : way
  const { rates, lack } = measure.step
  const rate = rates[Math.min(epoch, rates.length - 1)]
  const [steep, flat] = eigen(hessianOf(measure, params, units)).map((one) => ({
    ...one,
    factor: lack ? null : 1 - rate * one.curvature,
  }))
  const isRound = steep.curvature - flat.curvature <= ROUND * steep.curvature
  const angle = angleOf(downhill, toMinimum)
  const isFixed = measure.is_through_origin && plane.includes(units.factors.length - 1)
  const axes = /** @type {[Axis, Axis]} */ ([steep, flat])
  return { from, downhill, toMinimum, isThere, angle, axes, isRound, isFixed }
}

/**
 * The second derivatives of the loss by a landscape's two parameters, at a model.
 * @param {Measure<Numbers>} measure
 * @param {Params<number>} params
 * @param {Place} units
 * @returns {[number, number, number]} those by the first, by both and by the second
 */
export function hessianOf(measure, params, units) {
  const { X, y, penalty, is_probability } = measure
  const [first, second] = axesOf(units)
  const sum = [0, 0, 0]
  for (let i = 0; i < y.length; i += 1) {
    const x = X.map((column) => column[i])
    const p = is_probability ? sigmoid(predict(params, x[0], x[1])) : 0
    const weight = is_probability ? p * (1 - p) : 2
    const factors = factorsAt(measure, params, units, x)
    const [a, b] = [factors[first], factors[second]]
    for (const [k, product] of [a * a, a * b, b * b].entries()) sum[k] += weight * product
  }
  const { factors } = units
  const last = factors.length - 1
  const shrink = (/** @type {number} */ k) =>
    k < last ? penalty[k] * (factors[last][last] / factors[k][k]) ** 2 : 0
  const [aa, ab, bb] = sum.map((value) => value / y.length)
  return [aa + shrink(first), ab, bb + shrink(second)]
}

/**
 * The axes of a symmetric matrix, the one with the larger eigenvalue first.
 * @param {[number, number, number]} matrix
 */
function eigen([a, b, c]) {
  const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)]
  const turn = Math.atan2(2 * b, a - c) / 2
  const [across, up] = [Math.cos(turn), Math.sin(turn)]
  return [
    { along: [across, up], curvature: middle + half },
    // In this form no digits are lost in a narrow valley.
    { along: [-up, across], curvature: middle + half > 0 ? (a * c - b * b) / (middle + half) : 0 },
  ]
}

/**
 * @param {number[]} one
 * @param {number[] | null} other
 */
function angleOf(one, other) {
  if (!other) return null
  const sizes = Math.hypot(...one) * Math.hypot(...other)
  if (!(sizes > 0)) return null
  const cross = one[0] * other[1] - one[1] * other[0]
  const dot = one[0] * other[0] + one[1] * other[1]
  return (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI
}
