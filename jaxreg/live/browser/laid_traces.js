// Traces that are laid over a chart and come and go at once, arrows among them.

/** @import { Trace } from "./protocol.js" */

export const LONGEST = 0.4 // of an axis, the longest arrow; as in explain/gradient.py

/**
 * @param {string} name
 * @param {Pick<Trace, "mode" | "x" | "y"> & Partial<Trace>} parts
 * @returns {Trace}
 */
export function laidTrace(name, parts) {
  const made = { type: "scatter", name, hoverinfo: "skip", meta: { isOver: true }, ...parts }
  return /** @type {Trace} */ (/** @type {unknown} */ (made))
}

/**
 * @param {string} name
 * @param {number[]} from
 * @param {number[][]} all ways from there
 * @param {string} color
 * @param {number} width
 * @param {number} head its size, in pixels
 */
export function arrowsFrom(name, from, all, color, width, head = 7 + 2 * width) {
  const along = (/** @type {number} */ k) => all.flatMap((by) => [from[k], from[k] + by[k], NaN])
  const size = all.flatMap(() => [0, head, 0])
  const marker = { symbol: "arrow", angleref: "previous", color, size, line: { width: 0, color } }
  const [x, y] = [along(0), along(1)]
  return laidTrace(name, { mode: "lines+markers", x, y, line: { color, width }, marker })
}
