// The residuals in numbers, as explain/residuals.py has them.

import { tracesAt } from "./film.js"
import { number, share } from "./numbers.js"

/** @import { Digits, Explanation, Figure, Frame, Row, Trace } from "./protocol.js" */

/**
 * Their chart, its axis wide enough for those of another epoch.
 * @param {Figure} figure
 * @param {Frame} frame
 * @returns {Figure}
 */
export function withRoom(figure, frame) {
  const moved = tracesAt(figure, frame).filter(({ meta }) => meta?.shows === "residuals")
  const { yaxis } = figure.layout
  let [low, high] = yaxis.range
  for (const y of moved.flatMap((trace) => [...trace.y])) {
    if (y < low) low = 1.1 * y
    if (y > high) high = 1.1 * y
  }
  return { ...figure, layout: { ...figure.layout, yaxis: { ...yaxis, range: [low, high] } } }
}

/**
 * An explanation's table at another epoch.
 * @param {Explanation} explanation whose residuals are measured
 * @param {Trace[]} traces of its chart, there
 * @param {Digits} digits
 * @returns {Row[]}
 */
export function measuredRows({ measured, rows }, traces, digits) {
  const y = traces.find(({ name }) => name === "residuals")?.y ?? []
  let sum = 0
  for (const residual of y) sum += residual * residual
  const mean = sum / y.length
  const variance = measured?.variance
  const fit = variance ? 1 - mean / variance : NaN
  return [[rows[0][0], [share(fit, digits)]], [rows[1][0], [number(mean, digits)]], rows[2]]
}
