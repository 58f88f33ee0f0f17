// A guess: a model whose line, curve or boundary a person turns by its handles. A link has
// its W and b, "guess=3,2", in the points' own units, so that it means the same everywhere.
//
// A line goes through two handles, and the curve of P, too. Of two features the boundary goes
// through two, and P is 0.9 at a third, which says how steep P is and on which side class 1
// lies. (As steep as the fitted P would give half of the answer away, and of separable classes
// there is no such steepness: the longer they train, the steeper it gets.)

import { boundary } from "./boundary.js"
import { predict } from "./features.js"
import { sigmoid } from "./field.js"

/** @import { Axis, Params } from "./protocol.js" */
/** @typedef {"line" | "curve" | "boundary"} Kind */
/** @typedef {[number, number]} Spot a place in the axes' units, or in shares of them */
/** What of the axes is in sight, and how much wider than high it is.
 * @typedef {{ x: Axis["range"], y: Axis["range"], aspect: number }} Sight */

const SURE = Math.log(9) // the logit of P = 0.9
/** @type {Spot[]} in shares of the axes */
const ENDS = [
  [0.15, 0.5],
  [0.85, 0.5],
]
/** @type {Record<Kind, Spot[]>} */
const START = { line: ENDS, curve: ENDS, boundary: [...ENDS, [0.5, 0.75]] }
const APART = 0.02 // of an axis, which handles stay from one another
const LEAST_P = 0.005 // of a handle on a curve: at 0 and 1 it would be infinitely steep
const EXACT = 2e-4 // of what it spans in sight, which a model's text may be off by

/**
 * What a person can turn of a model; "" of one that has more weights than handles.
 * @param {string} page
 * @param {Params<unknown>} params
 * @returns {Kind | ""}
 */
export function kindOf(page, { W, features }) {
  if (features) return ""
  if (page === "linear") return "line"
  return W.length > 1 ? "boundary" : "curve"
}

/** What the handles are called. @type {Record<Kind, string[]>} */
export const NAMES = {
  line: ["Left end of your line", "Right end of your line"],
  curve: ["Left place on your curve", "Right place on your curve"],
  boundary: ["Left end of your boundary", "Right end of your boundary", "Where your P is 0.9"],
}

/**
 * The model that goes through the handles.
 * @param {Kind} kind
 * @param {Spot[]} spots
 * @returns {Params<number>}
 */
export function modelOf(kind, spots) {
  const [[x1, y1], [x2, y2]] = spots
  if (kind === "boundary") {
    const [x3, y3] = spots[2]
    const [across, up] = [x2 - x1, y2 - y1]
    const k = SURE / (across * (y3 - y1) - up * (x3 - x1))
    const [W1, W2] = [-k * up, k * across]
    return { W: [W1, W2], b: -(W1 * x1 + W2 * y1) }
  }
  const [z1, z2] = kind === "line" ? [y1, y2] : [logit(y1), logit(y2)]
  const W = (z2 - z1) / (x2 - x1)
  return { W: [W], b: z1 - W * x1 }
}

/**
 * Where a model's handles stand: within what is in sight, if it passes there; else null.
 * @param {Kind} kind
 * @param {Params<number>} model
 * @param {Sight} sight
 * @returns {Spot[] | null}
 */
export function spotsOf(kind, model, sight) {
  const { x, y } = sight
  const [W1, W2] = model.W
  if (kind === "curve") {
    const [left, right] = START.curve.map(([share]) => x[0] + share * (x[1] - x[0]))
    const steep = [(-SURE - model.b) / W1, (SURE - model.b) / W1].sort((a, b) => a - b)
    const ends = steep[0] > x[0] && steep[1] < x[1] ? steep : [left, right]
    return ends.map((at) => [at, held(sigmoid(predict(model, at)), LEAST_P, 1 - LEAST_P)])
  }
  const flat = kind === "line" ? { W: [W1, -1], b: model.b } : model
  const { x: xs, y: ys } = boundary(flat, x, y)
  if (xs.length < 2) return null
  /** @param {number} share @returns {Spot} */
  const along = (share) => [xs[0] + share * (xs[1] - xs[0]), ys[0] + share * (ys[1] - ys[0])]
  const ends = [along(0.15), along(0.85)].sort((a, b) => a[0] - b[0])
  if (kind === "line") return ends
  const [width, height] = [x[1] - x[0], y[1] - y[0]]
  const [right, up] = [W1 * width * sight.aspect, W2 * height] // per height of the chart
  const far = SURE / (right * right + up * up)
  const [a, c] = along(0.5)
  return [...ends, [a + far * right * width * sight.aspect, c + far * up * height]]
}

/**
 * Where the handles of a new guess stand, which tells nothing of the fit.
 * @param {Kind} kind
 * @param {Sight} sight
 * @returns {Spot[]}
 */
export const startOf = (kind, sight) =>
  START[kind].map((share) =>
    kind === "curve" ? [spotAt(sight, share)[0], 0.5] : spotAt(sight, share),
  )

/**
 * The handles when one is taken to a place. One of a boundary takes the third along, so that
 * P stays as steep on the screen.
 * @param {Kind} kind
 * @param {Spot[]} spots
 * @param {number} k which one
 * @param {Spot} share where to
 * @param {Sight} sight
 * @returns {Spot[]}
 */
export function taken(kind, spots, k, share, sight) {
  const to = /** @type {Spot} */ (share.map((part) => held(part, 0, 1)))
  if (kind === "boundary") return takenBeside(spots, k, to, sight)
  const [other, before] = [1 - k, k].map((one) => shareOf(sight, spots[one])[0])
  if (Math.abs(to[0] - other) < APART) to[0] = other + (before < other ? -APART : APART)
  const [x, y] = spotAt(sight, to)
  return spots.with(k, [x, kind === "line" ? y : held(y, LEAST_P, 1 - LEAST_P)])
}

/**
 * @param {Spot[]} spots
 * @param {number} k
 * @param {Spot} share
 * @param {Sight} sight
 */
function takenBeside(spots, k, share, sight) {
  // In heights of the chart, so that right angles are what they look like.
  const scaled = (/** @type {Spot} */ [x, y]) => /** @type {Spot} */ ([x * sight.aspect, y])
  const spot = (/** @type {Spot} */ [x, y]) => spotAt(sight, [x / sight.aspect, y])
  const [a, c, third] = spots.map((one) => scaled(shareOf(sight, one)))
  const at = scaled(share)
  if (k === 2) {
    const [along, away] = seenFrom(a, c, at)
    return spots.with(
      2,
      spot(placedFrom(a, c, along, (away < 0 ? -1 : 1) * Math.max(Math.abs(away), APART))),
    )
  }
  const [left, right] = k ? [a, at] : [at, c]
  if (Math.hypot(right[0] - left[0], right[1] - left[1]) < 2 * APART) return spots
  const [along, away] = seenFrom(a, c, third)
  return [spot(left), spot(right), spot(placedFrom(left, right, along, away))]
}

/** How far along the way from a to c a place is, as a share, and how far to the left of it.
 * @param {Spot} a @param {Spot} c @param {Spot} place */
function seenFrom([ax, ay], [cx, cy], [x, y]) {
  const [across, up] = [cx - ax, cy - ay]
  const length = Math.hypot(across, up)
  const along = ((x - ax) * across + (y - ay) * up) / length ** 2
  return [along, ((y - ay) * across - (x - ax) * up) / length]
}

/** @param {Spot} a @param {Spot} c @param {number} along @param {number} away @returns {Spot} */
function placedFrom([ax, ay], [cx, cy], along, away) {
  const [across, up] = [cx - ax, cy - ay]
  const turn = away / Math.hypot(across, up)
  return [ax + along * across - turn * up, ay + along * up + turn * across]
}

/** @param {Sight} sight @param {Spot} share @returns {Spot} */
export function spotAt({ x, y }, share) {
  const [across, up] = [x, y].map(([low, high], k) => low + share[k] * (high - low))
  return [across, up]
}

/** @param {Sight} sight @param {Spot} spot @returns {Spot} */
export function shareOf({ x, y }, spot) {
  const [across, up] = [x, y].map(([low, high], k) => (spot[k] - low) / (high - low))
  return [across, up]
}

const held = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
  Math.min(Math.max(value, low), high)

const logit = (/** @type {number} */ p) => Math.log(p / (1 - p))

/**
 * A model as a link has it: with the fewest digits that draw the same.
 * @param {Kind} kind
 * @param {Params<number>} model
 * @param {Sight} sight
 */
export function textOf(kind, model, { x, y }) {
  const corners =
    kind === "boundary" ? x.flatMap((x1) => y.map((x2) => [x1, x2])) : x.map((x1) => [x1, 0])
  const values = (/** @type {Params<number>} */ { W, b }) =>
    corners.map(([x1, x2]) => predict({ W, b }, x1, x2))
  const exact = values(model)
  const span = kind === "line" ? y[1] - y[0] : Math.max(...exact, 1) - Math.min(...exact, 0)
  for (let digits = 3; ; digits += 1) {
    const rounded = [...model.W, model.b].map((value) => Number(value.toPrecision(digits)))
    const near = values({ W: rounded.slice(0, -1), b: rounded[rounded.length - 1] })
    const isNear = near.every((value, k) => Math.abs(value - exact[k]) <= EXACT * span)
    if (isNear || digits === 15) return rounded.join()
  }
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i

/**
 * The model that a link's text names; null if it names none.
 * @param {string} text
 * @param {number} count of its weights
 * @returns {Params<number> | null}
 */
export function modelIn(text, count) {
  const parts = text.split(",").map((part) => part.trim())
  if (parts.length !== count + 1 || !parts.every((part) => NUMBER.test(part))) return null
  const values = parts.map(Number)
  if (!values.every((value) => Math.abs(value) < 1e30)) return null
  return { W: values.slice(0, -1), b: values[count] }
}
