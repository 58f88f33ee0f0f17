// Points that are placed by hand, as numbers and as a link's text: "0_1.5 2_3".

/** @import { ByHand } from "./protocol.js" */
/** @typedef {number[]} Row the numbers of a point, of classes the last is 0 or 1 */

const DIGITS = 7 // of a number in a link
const FINE = 3 // decimals of an axis of length 1, finer than a pixel
const LEAST_SPREAD = 1e-4 // of its size: as in data/columns.py
const ALIKE = 1 - 1e-9 // a correlation, as in data/by_hand.py

/** @param {string | null} text @returns {Row[]} */
export const rowsOf = (text) =>
  (text ?? "")
    .split(" ")
    .filter(Boolean)
    .map((point) => point.split("_").map(Number))

/** @param {Row[]} rows */
export const textOf = (rows) => rows.map((row) => row.join("_")).join(" ")

/**
 * A number with as many digits as one sees on an axis.
 * @param {number} value
 * @param {number} span of the axis
 */
export function rounded(value, span) {
  const place = (/** @type {number} */ size) => Math.floor(Math.log10(Math.abs(size)))
  const digits = Math.min(place(value) - place(span) + FINE + 1, DIGITS)
  return digits < 1 ? 0 : Number(value.toPrecision(digits)) + 0
}

/**
 * Why no model can be fitted to points, or "".
 * @param {ByHand} by
 * @param {Row[]} rows
 */
export function faultOf({ columns, least, most }, rows) {
  if (rows.length > most) return `The link has room for ${most} points: take one away first.`
  if (rows.length < least) return `At least ${least} points have to stay.`
  const [first, second] = columns.slice(0, -1).map((_, k) => rows.map((row) => row[k]))
  for (const [k, values] of [first, second ?? first].entries())
    if (isFlat(values)) return `Two points need different ${columns[k]}.`
  if (second && Math.abs(correlation(first, second)) > ALIKE)
    return "The points would all lie on one line."
  return ""
}

/** @param {number[]} values */
const isFlat = (values) =>
  Math.max(...values) - Math.min(...values) <= LEAST_SPREAD * Math.max(...values.map(Math.abs))

/** @param {number[]} a @param {number[]} c */
function correlation(a, c) {
  const [u, v] = [a, c].map(centred)
  return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v))
}

/** @param {number[]} values */
function centred(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

/** @param {number[]} a @param {number[]} c */
const dot = (a, c) => a.reduce((sum, value, k) => sum + value * c[k], 0)
