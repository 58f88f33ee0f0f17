// What a chart shows at rest, in a sentence, for those who do not see it.

import { number } from "./numbers.js"

/** @import { Figure, Frame, Report } from "./protocol.js" */

/**
 * @param {string} name the chart's
 * @param {Figure} figure
 * @param {Frame} frame
 * @param {Report} report
 * @param {string} equation at the frame
 */
export function description(name, { data }, { epoch, isLast, ruler }, report, equation) {
  if (name === "loss") return ruler.did
  if (name === "fit") return isLast ? report.summary : `${equation} at epoch ${epoch}`
  const path = data.find((trace) => trace.name === "path")
  if (!path?.x.length) return ""
  const place = (/** @type {number} */ k) =>
    `(${[path.x, path.y].map((axis) => number(axis[k], "four")).join(", ")})`
  return `The path of training leads from ${place(0)} to ${place(path.x.length - 1)}.`
}
