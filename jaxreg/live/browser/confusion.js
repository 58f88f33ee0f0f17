// How well logits tell two classes apart, as explain/confusion.py has it: at one threshold,
// and at all of them.

import { predict } from "./features.js"
import { number, share } from "./numbers.js"

/** @import { Digits, Explanation, Params, Row, Trace } from "./protocol.js" */
/** The logits of points of class 0, and of class 1.
 * @typedef {[number[], number[]]} Logits */

/**
 * @param {Params<number>} params
 * @param {Trace[]} traces those of the points among them
 * @param {"label" | "unseen"} of the points that training sees, or the held-out ones
 * @returns {Logits}
 */
export function logitsOf(params, traces, of) {
  /** @type {Logits} */
  const found = [[], []]
  for (const { meta, x, y } of traces) {
    const label = meta?.[of]
    if (label === undefined) continue
    for (let i = 0; i < x.length; i++) found[label].push(predict(params, x[i], y[i]))
  }
  return found
}

/** How many are above the level. @param {number[]} z @param {number} level */
const above = (z, level) => z.reduce((sum, one) => sum + Number(one > level), 0)

/**
 * The ROC curve; nothing where a class is missing.
 * @param {Logits} logits
 */
export function rocCurve([zeros, ones]) {
  /** @type {{ x: number[], y: number[] }} */
  const curve = { x: [], y: [] }
  if (!zeros.length || !ones.length) return curve
  const tagged = [zeros, ones].flatMap((all, label) => all.map((z) => ({ z, label })))
  tagged.sort((a, b) => b.z - a.z)
  const passed = [0, 0]
  tagged.forEach(({ z, label }, k) => {
    if (!k || z !== tagged[k - 1].z) add()
    passed[label] += 1
  })
  add()
  return curve

  function add() {
    curve.x.push(passed[0] / zeros.length)
    curve.y.push(passed[1] / ones.length)
  }
}

/**
 * Where on the curve a threshold is.
 * @param {Logits} logits
 * @param {number} level
 */
export function placeOnRoc([zeros, ones], level) {
  if (!zeros.length || !ones.length) return { x: [], y: [] }
  return { x: [above(zeros, level) / zeros.length], y: [above(ones, level) / ones.length] }
}

/** The area under a ROC curve. @param {{ x: number[], y: number[] }} curve */
const areaUnder = ({ x, y }) =>
  x.reduce((sum, right, k) => sum + (k && ((right - x[k - 1]) * (y[k] + y[k - 1])) / 2), 0)

/**
 * An explanation's table at a model.
 * @param {Explanation} explanation whose points are counted
 * @param {Params<number>} params
 * @param {Trace[]} points
 * @param {Digits} digits
 */
export function countedRows({ counted, rows }, params, points, digits) {
  if (!counted) return rows
  const parts = [tableOf(logitsOf(params, points, "label"), counted, digits)]
  if (rows.length > parts[0].length)
    parts.push(tableOf(logitsOf(params, points, "unseen"), counted, digits))
  return parts.flat().map(([, cells], k) => /** @type {Row} */ ([rows[k][0], cells]))
}

/**
 * @param {Logits} logits
 * @param {NonNullable<Explanation["counted"]>} counted
 * @param {Digits} digits
 * @returns {Row[]}
 */
function tableOf(logits, { level, names: [zero, one] }, digits) {
  const [false1, true1] = logits.map((z) => above(z, level))
  const [zeros, ones] = logits.map((z) => z.length)
  const text = (/** @type {number} */ count) => count.toLocaleString("en")
  /** @type {(name: string, part: number, whole: number, why: string) => Row} */
  const row = (name, part, whole, why) => [
    name,
    whole ? [share(part / whole, digits), `${text(part)} of ${text(whole)}`] : ["–", why],
  ]
  const area = zeros && ones ? [number(areaUnder(rocCurve(logits)), digits), ""] : null
  return [
    [`is ${zero}`, [text(zeros - false1), text(false1)]],
    [`is ${one}`, [text(ones - true1), text(true1)]],
    row("accuracy", zeros - false1 + true1, zeros + ones, ""),
    row("precision", true1, false1 + true1, `none is called ${one}`),
    row("recall", true1, ones, `none is ${one}`),
    ["AUC", area ?? ["–", "only one class"]],
  ]
}
