// Where a quadratic function of two features is 0, as display/conic.py has it, which says
// how; and the function itself over a window, for many places.

/** @import { Axis } from "./protocol.js" */
/** @typedef {(x1: number, x2: number) => number} Plane a function of two features */
/** @typedef {number[]} Coefficients of 1, s, t, s², st and t², s and t being from -1 to 1 in
 *   the window */

const STEPS = 64 // of a piece
const NEGLIGIBLE = 1e-12 // of the largest coefficient: rounding
const ALONG = Array.from({ length: STEPS + 1 }, (_, k) => (1 - Math.cos((Math.PI * k) / STEPS)) / 2)

/**
 * The part of z = 0 inside a window: points, and NaN between parts that do not touch.
 * @param {Plane} z quadratic
 * @param {Axis["range"]} x1
 * @param {Axis["range"]} x2
 */
export function conic(z, x1, x2) {
  const c = coefficients(z, x1, x2)
  const largest = Math.max(...c.map(Math.abs))
  if (!(largest > 0 && largest < Infinity)) return { x: [], y: [] }
  const parts = pieces(
    c.map((value) => (Math.abs(value) < NEGLIGIBLE * largest ? 0 : value / largest)),
  )
  const [toX, toY] = [x1, x2].map(
    ([low, high]) =>
      (/** @type {number} */ at) =>
        (low + high) / 2 + ((high - low) / 2) * at,
  )
  const line = joined(parts)
  return { x: line.map(([s]) => toX(s)), y: line.map(([, t]) => toY(t)) }
}

/**
 * Those of a quadratic function, from its values at six places.
 * @param {Plane} z
 * @param {Axis["range"]} x1
 * @param {Axis["range"]} x2
 * @returns {Coefficients}
 */
export function coefficients(z, [left, right], [bottom, top]) {
  const [x, y] = [(left + right) / 2, (bottom + top) / 2]
  const one = z(x, y)
  const [west, east, south, north] = [z(left, y), z(right, y), z(x, bottom), z(x, top)]
  const [s, t] = [(east - west) / 2, (north - south) / 2]
  const [ss, tt] = [(east + west) / 2 - one, (north + south) / 2 - one]
  return [one, s, t, ss, z(right, top) - one - s - t - ss - tt, tt]
}

/**
 * The pieces in the window: from left to right the lower root, and from right to left the
 * upper one.
 * @param {Coefficients} c
 */
function pieces([one, s, t, ss, st, tt]) {
  const verticals = !(tt || st || t) ? roots(ss, s, one) : []
  const pole = -t / st
  if (!tt && st && Math.abs(one + (ss * pole + s) * pole) < NEGLIGIBLE) verticals.push(pole)
  const found = verticals
    .filter((at) => -1 < at && at < 1)
    .map((at) => [-1, 1].map((end) => [at, end]))
  if (!(tt || st || t)) return found
  const [a, b] = [st * st - 4 * tt * ss, 2 * st * t - 4 * tt * s]
  const breaks = [...roots(a, b, t * t - 4 * tt * one), ...(a ? [-b / a / 2] : [])]
  for (const at of [-1, 1]) breaks.push(...roots(ss, s + at * st, one + at * t + tt))
  const inside = new Set(breaks.filter((at) => -1 < at && at < 1))
  const ends = [-1, ...[...inside].sort((u, v) => u - v), 1]
  /** @type {number[][][]} */
  const lower = []
  /** @type {number[][][]} */
  const upper = []
  for (const [k, end] of ends.slice(1).entries()) {
    const across = ALONG.map((share) => ends[k] + (end - ends[k]) * share)
    const up = across.map((at, k) =>
      rootsInT(tt, t + st * at, one + (s + ss * at) * at, k === 0 || k === STEPS),
    )
    for (const [part, root] of /** @type {const} */ ([
      [lower, Math.min],
      [upper, Math.max],
    ])) {
      const rows = up.map((both) => root(...both))
      if (Math.abs(rows[STEPS / 2]) > 1 || Number.isNaN(rows[STEPS / 2])) continue
      part.push(rows.map((row, k) => [across[k], Math.min(Math.max(row, -1), 1)]))
    }
  }
  const back = tt ? upper.reverse().map((piece) => piece.reverse()) : []
  return [...found, ...lower, ...back]
}

/**
 * The roots of a t² + b t + c, NaN if there are none.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {boolean} isEnd where the discriminant is negative only by rounding
 */
function rootsInT(a, b, c, isEnd) {
  if (!a) return [-c / b]
  const discriminant = b * b - 4 * a * c
  const D = isEnd ? Math.max(discriminant, 0) : discriminant
  const larger = -(b + (b < 0 ? -1 : 1) * Math.sqrt(D)) / 2
  return [larger / a, D === 0 ? larger / a : c / larger]
}

/**
 * The real roots of a s² + b s + c, rising; none if it is 0 everywhere.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
export function roots(a, b, c) {
  const D = b * b - 4 * a * c
  if (!(D >= 0) || !(a || b)) return []
  const larger = -(b + (b < 0 ? -1 : 1) * Math.sqrt(D)) / 2
  const both = [...(a ? [larger / a] : []), ...(larger ? [c / larger] : [])]
  return both.sort((u, v) => u - v)
}

/**
 * One line through pieces, with gaps where they do not touch.
 * @param {number[][][]} parts
 */
function joined(parts) {
  /** @type {number[][]} */
  const line = []
  for (const part of parts) {
    const last = line[line.length - 1]
    if (last && Math.hypot(last[0] - part[0][0], last[1] - part[0][1]) > 1e-6) line.push([NaN, NaN])
    line.push(...part)
  }
  return line
}
