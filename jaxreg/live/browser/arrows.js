// Arrows on the landscape, from the film's epoch, and the axes of its curvature; in the link as
// "arrows=on", or "arrows=equal", if both axes of the landscape have equal units.

import { directionsOf } from "./directions.js"
import { element } from "./elements.js"
import { hidesNumbers } from "./hide.js"
import { arrowsFrom, LONGEST, laidTrace } from "./laid_traces.js"
import { number } from "./numbers.js"
import { rowBelow, toolButton } from "./tools.js"

/** @import { Directions } from "./directions.js" */
/** @import { createElements } from "./elements.js" */
/** @import { Keeping } from "./guessing.js" */
/** @import { Figure, Measure, Numbers, Trace } from "./protocol.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

const [DOWNHILL, MINIMUM, CURVED] = ["#A05195", "#CC79A7", "#7C8DA6"] // see display/drawing.py
const REACH = 0.3 // of an axis: of the curvature's, to either side
const ROOM = 0.95 // of what is left to the edge
const HEAD = 14 // pixels, of an arrow
const BEGIN = "Minus the gradient, the way to the minimum, and the axes of the curvature (A)"
const END = "Take the arrows away (A)"
const EQUAL = "Equal units on both axes of the landscape, so that angles are true"

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Keeping} kept
 */
export function createArrows({ bar, equation }, stage, transport, kept) {
  const root = rowBelow(bar, "jr-arrows", "Arrows on the landscape")
  const words = element("p", "", root)
  const equal = element("button", "", root)
  equal.textContent = "Equal units"
  equal.title = EQUAL
  equal.onclick = () => choose(kept.get() === "equal" ? "on" : "equal")
  const tool = toolButton(equation, "Arrows", { begin: BEGIN, end: END }, toggle)
  /** @type {Measure<Numbers> | null} */
  let measure = null

  const isOn = () => kept.get() === "on" || kept.get() === "equal"

  /** @param {string | null} text */
  function choose(text) {
    kept.set(text)
    kept.settle()
  }

  function toggle() {
    if (stage.hasPicture() && (isOn() || !hidesNumbers())) choose(isOn() ? null : "on")
  }

  // Another epoch, or other arrows.
  function move() {
    if (!stage.hasPicture()) return
    const text = kept.get()
    stage.equal(text === "equal")
    root.hidden = text === null
    tool.show(isOn(), hidesNumbers())
    equal.setAttribute("aria-pressed", `${text === "equal"}`)
    equal.hidden = !isOn()
    if (!isOn() || !measure || hidesNumbers()) {
      stage.lay("arrows", {})
      words.textContent = isOn() || text === null ? "" : fault(text)
      return
    }
    const { landscape } = stage.whole()
    const found = directionsOf(
      ...[measure, transport.frame().params, stage.units()],
      ...[transport.frame().epoch, minimumOf(landscape)],
    )
    const isFlat = !landscape.layout.scene
    stage.lay("arrows", isFlat ? { landscape: traces(found, landscape) } : {})
    const isQuadratic = !measure.is_probability
    const isWhole = stage.report().columns.length === 2
    words.textContent = isFlat
      ? said(found, isQuadratic, isWhole)
      : "Arrows are drawn only on the contours."
  }

  return {
    /** @param {Measure<Numbers> | null} newMeasure of another picture */
    take(newMeasure) {
      measure = newMeasure
      move()
    },
    move,
    toggle,
    isThere: isOn,
  }
}

/**
 * @param {Directions} directions
 * @param {boolean} isQuadratic whether the curvature is the same everywhere
 * @param {boolean} isWhole whether the landscape shows all parameters
 */
export function said(directions, isQuadratic, isWhole) {
  const { toMinimum, isThere, angle, axes, isRound, isFixed } = directions
  const text = (/** @type {number} */ value) => number(value, "four").replace("-", "−")
  const degrees = angle === null ? "" : Number(angle.toPrecision(angle < 10 ? 2 : 3))
  const isAtOptimum = isThere || (toMinimum && angle === null)
  const first = isAtOptimum
    ? "The model is at the optimum."
    : !toMinimum
      ? "Minus the gradient points downhill; no optimum is shown."
      : `Minus the gradient and the way to the optimum are ${degrees}° apart.`
  const hasFactor = axes[0].factor !== null
  const [steep, flat] = axes.map(({ along, factor, curvature }, k) => {
    const way = `(${along.map(text).join(", ")})`
    return `${text(factor ?? curvature)} along ${way}, ${k ? "dotted" : "dashed"}`
  })
  const what = hasFactor ? "an epoch multiplies the distance by" : "the curvature is"
  const where = isQuadratic ? "Everywhere" : hasFactor ? "With the curvature here," : "Here"
  if (isRound)
    return `${first} ${where} ${what} ${text(axes[0].factor ?? axes[0].curvature)} in all directions.`
  if (isFixed) return `${first} b stays 0. ${where} ${what} ${steep}.`
  const held = isWhole ? "" : ", all other parameters held"
  return `${first} ${where} ${what} ${steep}, and ${hasFactor ? "by " : ""}${flat}${held}.`
}

/** @param {string} text of a link */
const fault = (text) =>
  `The link’s arrows “${text.slice(0, 40)}” is left out: it must be on or equal.`

/** @param {Figure} landscape */
function minimumOf({ data }) {
  const mark = data.find(({ name }) => name === "optimum")
  return mark ? [mark.x[0], mark.y[0]] : null
}

/**
 * @param {Directions} directions
 * @param {Figure} landscape
 * @returns {Trace[]}
 */
function traces({ from, downhill, toMinimum, isThere, axes, isRound, isFixed }, { layout }) {
  const ranges = [layout.xaxis.range, layout.yaxis.range]
  const scaled = (/** @type {number[]} */ by, /** @type {number} */ share) => {
    const longest = Math.max(...by.map((d, k) => Math.abs(d) / (ranges[k][1] - ranges[k][0])))
    return by.map((d) => (longest > 0 ? (share / longest) * d : 0))
  }
  // Its tip is to be seen, unless the model itself is not.
  const inside = (/** @type {number[]} */ by) => {
    const rooms = by.map((d, k) => (d ? (ranges[k][d > 0 ? 1 : 0] - from[k]) / d : 1))
    const room = ROOM * Math.min(...rooms)
    return by.map((d) => d * (room > 0 ? Math.min(room, 1) : 1))
  }
  const seen = isRound ? [] : isFixed ? axes.slice(0, 1) : axes
  const curved = seen.map(({ along }, k) => {
    const by = scaled(along, REACH)
    const [x, y] = from.map((at, axis) => [at - by[axis], at + by[axis]])
    const line = { color: CURVED, width: 2.5, dash: k ? "dot" : "dash" }
    return laidTrace("arrow", { mode: "lines", x, y, line })
  })
  const arrow = (/** @type {number[]} */ by, /** @type {string} */ color) =>
    arrowsFrom("arrow", from, [by], color, 4, HEAD)
  return [
    ...curved,
    ...(toMinimum ? [arrow(toMinimum, MINIMUM)] : []),
    // At the optimum the gradient is nothing but rounding.
    ...(isThere ? [] : [arrow(inside(scaled(downhill, LONGEST)), DOWNHILL)]),
  ]
}
