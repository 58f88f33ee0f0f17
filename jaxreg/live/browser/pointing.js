// A point that is pointed at, by a mouse, a tap or keys: what the model says of it, and its
// part of the loss and of the gradient at the shown epoch, with an arrow on the landscape.

import { element } from "./elements.js"
import { hidesNumbers } from "./hide.js"
import { arrowsFrom, LONGEST } from "./laid_traces.js"
import { pixels } from "./motion.js"
import { placeOf } from "./plane.js"
import { arrowOf } from "./point.js"
import { pointsOf, told } from "./point_words.js"
import { fillTable } from "./tables.js"

/** @import { createElements } from "./elements.js" */
/** @import { Measure, Numbers, Trace } from "./protocol.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */
const NEAR = 14 // pixels, of a mouse; a finger is larger
const NEAR_FINGER = 26
const OF_A_HAND = ".jr-handle, .jr-edit-sheet" // which moves what it touches
const COLOUR = "#56B4E9" // as steps of points, see display/drawing.py
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }

/**
 * @param {string} page
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {() => void} wanted called when what is pointed at needs the measure
 */
export function createPointing(page, { root, equation }, stage, transport, wanted) {
  const box = element("div", "jr-point")
  const table = element("table", "", box)
  const note = element("p", "", box)
  const ring = element("i", "jr-point-ring")
  const key = element("button", "jr-point-key")
  key.textContent = "Points: ← →"
  key.setAttribute("aria-label", "Points of the chart: arrow keys go from one to the next")
  box.setAttribute("role", "status")
  equation.after(key)
  /** @type {Measure<Numbers> | null} */
  let measure = null
  /** @type {number | null} */
  let pointed = null // which of the points

  root.addEventListener("pointermove", moved)
  root.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || leave())
  root.addEventListener("pointerup", tapped)
  key.onfocus = () => point(pointed ?? inOrder()[0] ?? null)
  key.onblur = () => point(null)
  key.onkeydown = (event) => {
    const by = STEPS[event.key]
    if (event.key === "Escape") key.blur()
    if (!by) return
    event.preventDefault()
    event.stopPropagation()
    const order = inOrder()
    const next = order.indexOf(pointed ?? -1) + by
    point(order[(next + order.length) % order.length] ?? null)
  }

  // From left to right.
  function inOrder() {
    const all = points()
    return [...all.keys()].sort(
      (a, b) => all[a].at[0] - all[b].at[0] || all[a].at[1] - all[b].at[1],
    )
  }

  const points = () => (stage.hasPicture() ? pointsOf(page, stage.whole().fit, measure) : [])
  const areaOf = () => stage.drawnOver().area

  /** @param {PointerEvent} event */
  function moved({ pointerType, clientX, clientY, target, buttons }) {
    if (pointerType === "touch" || buttons || !stage.hasPicture()) return
    const isThere = target instanceof Element && areaOf()?.contains(target)
    const isFree = isThere && !target.closest(OF_A_HAND)
    const found = isFree ? nearest(clientX, clientY, NEAR) : null
    if (found === null) leave()
    else point(found)
  }

  // Keys keep theirs.
  function leave() {
    if (document.activeElement !== key) point(null)
  }

  /** @param {PointerEvent} event */
  function tapped({ pointerType, clientX, clientY, target }) {
    if (pointerType !== "touch" || !stage.hasPicture()) return
    const isThere = target instanceof Element && areaOf()?.contains(target)
    point(isThere && !target.closest(OF_A_HAND) ? nearest(clientX, clientY, NEAR_FINGER) : null)
  }

  /** @param {number} clientX @param {number} clientY @param {number} reach */
  function nearest(clientX, clientY, reach) {
    const { area, xaxis, yaxis, size } = stage.drawnOver()
    if (!area || !size) return null
    const box = area.getBoundingClientRect()
    const [toX, toY] = [pixels(xaxis, size.w, false), pixels(yaxis, size.h, true)]
    const [x, y] = [clientX - box.left - size.l, clientY - box.top - size.t]
    let [found, least] = [/** @type {number | null} */ (null), reach]
    for (const [k, { at }] of points().entries()) {
      const far = Math.hypot(toX(at[0]) - x, toY(at[1]) - y)
      if (far < least) [found, least] = [k, far]
    }
    return found
  }

  /** @param {number | null} newPointed */
  function point(newPointed) {
    if (newPointed === pointed) return
    pointed = newPointed
    if (pointed !== null && !measure) wanted()
    move()
  }

  // Another epoch, or another point.
  function move() {
    if (!stage.hasPicture()) return
    const area = areaOf()
    const one = pointed === null ? undefined : points()[pointed]
    const by = hidesNumbers() ? null : measure
    area?.classList.toggle("jr-pointing", Boolean(one && by))
    if (!one || !by || !area) {
      box.remove()
      ring.remove()
      stage.lay("point", {})
      return
    }
    const { params } = transport.frame()
    const [report, units, { layout }] = [stage.report(), stage.units(), stage.whole().fit]
    const { rows, gradient } = told(one, by, { params, report, units, layout })
    fillTable(table, null, rows)
    note.textContent = gradient ? "" : "Held out: it has no share in the loss or the gradient."
    const { xaxis, yaxis, size } = stage.drawnOver()
    if (size) {
      const { l, t, w, h } = size
      const [x, y] = [pixels(xaxis, w, false)(one.at[0]), pixels(yaxis, h, true)(one.at[1])]
      ring.style.translate = `${l + x}px ${t + y}px`
    }
    const isRight = one.at[0] > (xaxis.range[0] + xaxis.range[1]) / 2
    const isLow = one.at[1] < (yaxis.range[0] + yaxis.range[1]) / 2
    box.classList.toggle("jr-point-left", isRight)
    box.classList.toggle("jr-point-top", isLow)
    if (box.parentElement !== area) area.append(ring, box)
    const arrow = gradient && arrowTrace(by, gradient)
    stage.lay("point", arrow ? { landscape: [arrow] } : {})
  }

  /** @param {Measure<Numbers>} by @param {number[]} gradient @returns {Trace | null} */
  function arrowTrace(by, gradient) {
    const { params } = transport.frame()
    const [units, layout] = [stage.units(), stage.whole().landscape.layout]
    if (layout.scene) return null // as those of the Gradient X-ray
    const sizes = [layout.xaxis, layout.yaxis].map(({ range: [low, high] }) => high - low)
    const [right, up] = arrowOf(by, params, units, gradient, [sizes[0], sizes[1]], LONGEST)
    const from = placeOf(params, units)
    const arrow = arrowsFrom("what the point asks for", from, [[right, up]], COLOUR, 4)
    return Object.assign(arrow, { hoverinfo: "name" })
  }

  return {
    /** @param {Measure<Numbers> | null} newMeasure of another picture */
    take(newMeasure) {
      measure = newMeasure
      move()
    },
    move,
    // Whether what is pointed at needs the measure.
    isThere: () => pointed !== null,
  }
}
