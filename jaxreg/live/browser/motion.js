// Charts in motion: a figure's traces as one SVG over a Plotly chart, with its axes. Plotly
// needs 10 to 20 ms for each chart and picture; this leaves that for when it comes to rest.

import { createField } from "./field.js"
import {
  arrowPath,
  lineStyle,
  markStyle,
  round,
  setAttributes,
  svgElement,
  symbolPath,
} from "./svg.js"

/** @import { Ground } from "./plotly-types.js" */
/** @import { Axis, Frame, Trace } from "./protocol.js" */
/** @import { Attributes } from "./svg.js" */
/** @typedef {(value: number) => number} Scale from an axis to pixels */

const PLAIN = {
  class: "",
  opacity: 1,
  fill: "none",
  stroke: "none",
  "stroke-width": 0,
  "stroke-dasharray": "none",
}

/** @param {Element} parent */
export function createMotion(parent) {
  const root = svgElement("svg", parent, { class: "jr-motion" })
  const field = createField(root)
  /** @type {SVGPathElement[]} */
  const paths = []
  /** @type {WeakMap<Trace, { axes: string, shapes: Attributes[] }>} */
  const kept = new WeakMap() // a trace's shapes, and the axes that they were made for

  /**
   * Show traces at a frame on the axes of a chart that Plotly has drawn.
   * @param {Trace[]} traces
   * @param {Frame} frame
   * @param {Ground} layout
   */
  function show(traces, frame, { xaxis, yaxis, _size: { l, t, w, h } }) {
    const axes = JSON.stringify([l, t, w, h, xaxis.range, yaxis.range, xaxis.type, yaxis.type])
    for (const [side, length] of Object.entries({ left: l, top: t, width: w, height: h }))
      root.style.setProperty(side, `${length}px`)
    const toX = pixels(xaxis, w, false)
    const toY = pixels(yaxis, h, true)
    const shapes = traces.flatMap((trace) => {
      if (trace.type === "heatmap") return field.show(trace, frame.params, toX, toY, w, h)
      const last = kept.get(trace)
      const shapes = last?.axes === axes ? last.shapes : shapesOf(trace, toX, toY, w)
      kept.set(trace, { axes, shapes })
      return isOverlay(trace) ? shapes.map((shape) => ({ ...shape, class: "jr-over" })) : shapes
    })
    while (paths.length > shapes.length) paths.pop()?.remove()
    while (paths.length < shapes.length) paths.push(svgElement("path", root))
    for (const [k, shape] of shapes.entries()) setAttributes(paths[k], { ...PLAIN, ...shape })
  }

  return { root, show }
}

/**
 * @param {Axis} axis
 * @param {number} length
 * @param {boolean} downward
 * @returns {Scale}
 */
export function pixels({ range: [low, high], type }, length, downward) {
  const scale = length / (high - low)
  const along = (/** @type {number} */ value) =>
    ((type === "log" ? Math.log10(value) : value) - low) * scale
  return downward ? (value) => length - along(value) : along
}

/**
 * Which traces Plotly does not draw at rest either: squares need the pixels, and for the
 * mark on a surface WebGL would draw all anew; and what comes and goes with a pointer.
 * @param {Trace} trace
 */
export const isOverlay = ({ type, meta }) =>
  meta?.isOver || meta?.shows === "squares" || (type === "scatter3d" && meta?.shows === "weights")

/**
 * @param {Trace} trace
 * @param {Scale} toX
 * @param {Scale} toY
 * @param {number} width of the axes
 * @returns {Attributes[]}
 */
function shapesOf(trace, toX, toY, width) {
  const { x, y, mode, line, marker, fill, fillcolor, meta } = trace
  if (meta?.shows === "squares") return [squares(trace, toX, toY, width)]
  const px = Array.from(x, (value) => round(toX(value)))
  const py = Array.from(y, (value) => round(toY(value)))
  const seen = (/** @type {number} */ k) => Number.isFinite(px[k]) && Number.isFinite(py[k])
  /** @type {Attributes[]} */
  const shapes = []
  if (mode.includes("lines")) {
    let d = ""
    px.forEach((left, k) => {
      if (seen(k)) d += `${k && seen(k - 1) ? "L" : "M"}${left},${py[k]}`
    })
    shapes.push({ d, ...lineStyle(line), ...(fill && { fill: fillcolor }) })
  }
  if (mode.includes("markers")) {
    // A line's own marks are as Plotly has them by default.
    const look = marker ?? {
      size: 6,
      symbol: "circle",
      color: line.color,
      line: { width: 0, color: line.color },
    }
    const isArrow = look.symbol === "arrow"
    const radius = (/** @type {number} */ k) =>
      (typeof look.size === "number" ? look.size : look.size[k]) / 2
    let d = ""
    px.forEach((left, k) => {
      if (!seen(k)) return
      if (!isArrow) d += symbolPath(look, left, py[k], radius(k))
      else if (k && seen(k - 1)) d += arrowPath(px[k - 1], py[k - 1], left, py[k], radius(k))
    })
    shapes.push({ d, ...markStyle(look) })
  }
  return shapes
}

/**
 * Squares on the ways from points to the line, each on the side where the line is not, unless
 * more of it is inside the axes on the other.
 * @param {Trace} trace
 * @param {Scale} toX
 * @param {Scale} toY
 * @param {number} width of the axes
 */
function squares({ x, y, line, fillcolor }, toX, toY, width) {
  const last = x.length - 2
  const slope = (y[last] - y[1]) * (x[last] - x[1])
  let d = ""
  for (let k = 0; k < x.length; k += 3) {
    const at = toX(x[k])
    const side = toY(y[k]) - toY(y[k + 1])
    const away = slope < 0 ? -side : side
    const outside = (/** @type {number} */ end) => Math.max(-end, end - width, 0)
    const along = outside(at + away) > outside(at - away) ? -away : away
    const [right, down] = [round(along), round(-side)]
    d += `M${round(at)},${round(toY(y[k]))}`
    // All go round the same way: else two that overlap would leave a hole.
    d += right * down > 0 ? `h${right}v${down}h${-right}Z` : `v${down}h${right}v${-down}Z`
  }
  return { d, ...lineStyle(line), fill: fillcolor }
}
