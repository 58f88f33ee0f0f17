// The plane of parameters that a landscape is over: which two, and where it has a model.

/** @import { Params, Place } from "./protocol.js" */

/**
 * A model in the units of a landscape: W, and then b.
 * @param {Params<number>} params
 * @param {Place} meta
 */
export function inUnitsOf({ W, b }, { offset, factors }) {
  return factors.map((row, axis) =>
    [...W, b].reduce((sum, value, k) => sum + row[k] * value, offset[axis]),
  )
}

/**
 * Where a landscape has a model.
 * @param {Params<number>} params
 * @param {Place} meta
 */
export function placeOf(params, meta) {
  const values = inUnitsOf(params, meta)
  return axesOf(meta).map((k) => values[k])
}

/** Which of W and b a landscape shows. @param {Place} meta */
export const axesOf = ({ axes = [0, 1] }) => axes

/**
 * The model in the points' own units that a landscape has at a place: W, and then b. Each
 * weight is scaled by itself, and b shifted by all.
 * @param {number[]} values in the landscape's units
 * @param {Place} meta
 * @returns {Pick<Params<number>, "W" | "b">}
 */
export function inOwnUnits(values, { offset, factors }) {
  const last = values.length - 1
  const W = values.slice(0, last).map((value, k) => (value - offset[k]) / factors[k][k])
  const shift = W.reduce((sum, weight, k) => sum + factors[last][k] * weight, offset[last])
  return { W, b: (values[last] - shift) / factors[last][last] }
}
