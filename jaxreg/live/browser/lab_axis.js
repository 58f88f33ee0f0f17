// An axis of a sweep: where its values stand, and its marks at round numbers.

import { plain } from "./scale.js"

/** @import { SweptAxis } from "./protocol.js" */

const MARKS = 7

/**
 * Values stand evenly, as a sweep takes them; marks are at round ones.
 * @param {SweptAxis} axis
 */
export function axisOf(axis) {
  const { label, texts } = axis
  const every = Math.max(1, Math.ceil((texts.length - 1) / (MARKS - 1)))
  const some = texts.map((text, k) => ({ text, at: k })).filter(({ at }) => at % every === 0)
  const round = roundMarks(axis)
  const marks = round.length > 1 ? round : some
  return {
    title: { text: label, font: { size: 14 } },
    tickvals: marks.map(({ at }) => at),
    ticktext: marks.map(({ text }) => text),
    range: [-0.5, texts.length - 0.5],
    zeroline: false,
  }
}

/**
 * Round numbers between the ends of an axis of numbers that are spaced as its scale says.
 * @param {SweptAxis} axis
 */
function roundMarks(axis) {
  const { values, texts } = axis
  const isSpaced = values.every((value, k) => Math.abs(placeOf(axis, Number(value)) - k) < 0.6)
  if (texts.length <= MARKS || !isSpaced) return []
  const ends = /** @type {const} */ ([Number(values[0]), Number(values[values.length - 1])])
  const round = axis.scale === "log" ? roundFactors(...ends) : roundBetween(...ends)
  return round.map((value) => ({ text: plain(value), at: placeOf(axis, value) }))
}

/**
 * 1, 2 and 5 times powers of ten, or the powers alone, if there are many.
 * @param {number} low above 0
 * @param {number} high
 */
export function roundFactors(low, high) {
  if (!(low > 0 && high > low)) return []
  const powers = []
  for (let k = Math.floor(Math.log10(low)); k <= Math.log10(high); k++) powers.push(k)
  const factors = powers.length > 3 ? [1] : [1, 2, 5]
  return powers
    .flatMap((k) => factors.map((factor) => Number(`${factor}e${k}`)))
    .filter((value) => value >= low * 0.999 && value <= high * 1.001)
}

/**
 * Multiples of 1, 2 or 5 times a power of ten, about as many as an axis has marks.
 * @param {number} low
 * @param {number} high
 */
export function roundBetween(low, high) {
  if (!(high > low)) return []
  const least = (high - low) / MARKS
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)]
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  )
}

/**
 * Where a number stands on an axis, in steps.
 * @param {SweptAxis} axis
 * @param {number} value
 */
export function placeOf({ values, scale }, value) {
  const size = (/** @type {unknown} */ v) => (scale === "log" ? Math.log(Number(v)) : Number(v))
  const last = values.length - 1
  return (last * (size(value) - size(values[0]))) / (size(values[last]) - size(values[0]))
}

/** Whether what is swept has an order: between words there is nothing for a line to join.
 * @param {SweptAxis} axis */
export const isOrdered = ({ texts }) => texts.every((text) => Number.isFinite(Number(text)))
