// A slider's scale: positions in steps, of which a value that was typed may stand between
// two, and values as a link writes them.

/** @import { Control } from "./protocol.js" */

const DIGITS = 7
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const LEAST_FLOAT32 = 1.2e-38 // what is smaller is 0
const LEAST = 1e-15 // what is clicked no farther from 0 is 0

/**
 * A number in the one way that links and labels write it: 0.0335, 100000, 3e-7.
 * @param {number} value
 */
export const plain = (value) => String(Number(value.toPrecision(12)) + 0) // never "-0"

/**
 * What a person typed, as a link writes it; null if the control cannot be that.
 * @param {Control} control
 * @param {string} typed a comma may stand for the point
 */
export function typedText({ low, high, stops, is_listed, is_whole }, typed) {
  const decimal = typed.trim().replace(",", ".")
  const exact = NUMBER.test(decimal) ? Number(decimal) : Number.NaN
  const number = Math.abs(exact) < LEAST_FLOAT32 ? 0 : exact
  if (!(number >= low && number <= high)) return null
  if (is_whole && !Number.isInteger(number)) return null
  const text = plain(Number(number.toPrecision(DIGITS)))
  return is_listed && !stops.includes(text) ? null : text
}

/**
 * A number that was clicked, as a control's text.
 * @param {Control} control
 * @param {number} value
 * @param {number} digits
 */
export function written({ low, high }, value, digits) {
  const rounded = Math.abs(value) > LEAST ? Number(value.toPrecision(digits)) : 0
  return plain(Math.min(Math.max(rounded, low), high))
}

/**
 * @param {Control} control
 * @returns where a text stands, what stands at a place, and what comes next to a text
 */
export function scaleOf({ low, step, high, reach, stops }) {
  const last = stops.length ? stops.length - 1 : Math.round((reach - low) / step)
  const stopAt = (/** @type {number} */ k) =>
    stops.length ? Number(stops[k]) : Number((low + k * step).toFixed(6))
  const ratio = Math.log(stopAt(1) / stopAt(0)) // of stops, also of those beyond their ends

  /** @param {number} value */
  function positionOf(value) {
    if (!stops.length) return (value - low) / step
    if (value < stopAt(0)) return Math.log(value / stopAt(0)) / ratio
    if (value > stopAt(last)) return last + Math.log(value / stopAt(last)) / ratio
    const next = Math.max(
      stops.findIndex((stop) => Number(stop) >= value),
      1,
    )
    const [from, to] = [stopAt(next - 1), stopAt(next)]
    return next - 1 + (value - from) / (to - from)
  }

  /** @param {number} position */
  function textAt(position) {
    const k = Math.round(position)
    if (!stops.length) return plain(Math.min(Math.max(stopAt(k), low), high))
    if (k >= 0 && k <= last) return plain(stopAt(k))
    const beyond =
      k < 0 ? stopAt(0) * Math.exp(k * ratio) : stopAt(last) * Math.exp((k - last) * ratio)
    return plain(Number(Math.min(Math.max(beyond, low), high).toPrecision(3)))
  }

  /**
   * The ends of the scale where it shows a value: its stops, and the whole decade of a
   * value beyond them.
   * @param {number} value
   */
  function ends(value) {
    const from = value < stopAt(0) ? 10 ** Math.floor(Math.log10(value) + 1e-9) : stopAt(0)
    const to = value > stopAt(last) ? 10 ** Math.ceil(Math.log10(value) - 1e-9) : stopAt(last)
    return [positionOf(from), positionOf(Math.min(to, high))]
  }

  return { positionOf, textAt, ends }
}
