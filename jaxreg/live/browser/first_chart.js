// The main chart until plotly.js has been read, which takes longest of all: its axes where
// Plotly will draw them, and over them its traces.

import { drawing } from "./chart.js"
import { element } from "./elements.js"
import { tracesAt } from "./film.js"
import { asText } from "./legend.js"
import { createMotion, pixels } from "./motion.js"
import { svgElement } from "./svg.js"

/** @import { Scale } from "./motion.js" */
/** @import { Axis, Figure, Frame } from "./protocol.js" */
/** @import { Attributes } from "./svg.js" */
/** @import { Template } from "./theme.js" */
/** How an axis lies: its scale, and where of a place on it, in pixels, things stand.
 * @typedef {{ scale: Scale, line: (at: number) => string, tick: (at: number) => string,
 *   label: (at: number) => Attributes, title: Attributes }} Lie */

const DRAWN = ["title", "range"] // of an axis; others may have dates, logarithms, words
const LARGEST = 10_000 // from there Plotly writes k for 1000
const TICK = 5 // pixels; Plotly draws them only beside a field

/**
 * Whether both axes are plain ones, with numbers that are short.
 * @param {Figure} figure
 */
export const isPlain = ({ layout: { scene, meta, xaxis, yaxis } }) =>
  !scene &&
  !(meta?.x || meta?.y) &&
  [xaxis, yaxis].every(
    (axis) =>
      Object.keys(axis).every((key) => DRAWN.includes(key)) &&
      axis.range.every((end) => Math.abs(end) < LARGEST) &&
      axis.range[1] - axis.range[0] > 0.01,
  )

/** @param {Element} area */
export function createFirstChart(area) {
  const root = element("div", "jr-first jr-moving", area)
  const axes = svgElement("svg", root, { class: "jr-axes", "aria-hidden": true })
  const motion = createMotion(root)

  /**
   * @param {Figure} figure
   * @param {Frame} frame
   * @param {Template} template
   */
  function show(figure, frame, template) {
    const { margin, font, xaxis, yaxis } = drawing(figure, frame, template, area.clientWidth).layout
    const { l, t } = margin
    const [w, h] = [area.clientWidth - l - margin.r, area.clientHeight - t - margin.b]
    const { size, family, color } = { ...template.layout.font, ...font }
    const ticks = figure.data.some(({ type }) => type === "heatmap")
    axes.style.cssText = `font: ${size}px ${family}; fill: ${color}`
    axes.replaceChildren()
    const group = svgElement("g", axes, { transform: `translate(${l},${t})` })
    const beside = 1 + (ticks ? TICK + 0.2 * size : 0)
    /** @type {Lie} */
    const x = {
      scale: pixels(xaxis, w, false),
      line: (at) => `M${at},0v${h}`,
      tick: (at) => `M${at},${h}v${TICK}`,
      label: (at) => ({ x: at, y: h + beside + size, "text-anchor": "middle" }),
      title: { x: w / 2, y: h + margin.b, "dominant-baseline": "text-after-edge" },
    }
    /** @type {Lie} */
    const y = {
      scale: pixels(yaxis, h, true),
      line: (at) => `M0,${at}h${w}`,
      tick: (at) => `M0,${at}h${-TICK}`,
      label: (at) => ({ x: -beside, y: at + 0.35 * size, "text-anchor": "end" }),
      title: {
        transform: `translate(${-l},${h / 2}) rotate(-90)`,
        "dominant-baseline": "text-before-edge",
      },
    }
    drawAxis(group, xaxis, x, template.layout.xaxis, ticks, size)
    drawAxis(group, yaxis, y, template.layout.yaxis, ticks, size)
    motion.show(tracesAt(figure, frame), frame, { xaxis, yaxis, _size: { l, t, w, h } })
  }

  return { show, close: () => root.remove() }
}

/**
 * @param {Element} parent
 * @param {Axis} axis
 * @param {Lie} lie
 * @param {Template["layout"]["xaxis"]} look
 * @param {boolean} ticks whether it has them
 * @param {number} size of its letters, in pixels
 */
function drawAxis(parent, { range, title }, lie, look, ticks, size) {
  for (const value of ticksOf(range, look.nticks)) {
    const at = lie.scale(value)
    const stroke = value ? look.gridcolor : look.zerolinecolor
    const width = value ? 1 : look.zerolinewidth
    svgElement("path", parent, { d: lie.line(at), stroke, "stroke-width": width })
    if (ticks) svgElement("path", parent, { d: lie.tick(at), stroke: "#444" })
    svgElement("text", parent, lie.label(at)).textContent = `${value}`.replace("-", "−")
  }
  const style = `font-size: ${Math.round(1.2 * size)}px; text-anchor: middle`
  svgElement("text", parent, { ...lie.title, style }).textContent = asText(title?.text ?? "")
}

/**
 * The multiples of a round step in a range, as Plotly chooses them.
 * @param {[number, number]} range
 * @param {number} atMost about how many
 */
export function ticksOf([low, high], atMost) {
  const rough = (high - low) / atMost
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = decade * (rough <= 2 * decade ? 2 : rough <= 5 * decade ? 5 : 10)
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)]
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toFixed(decimals)),
  )
}
