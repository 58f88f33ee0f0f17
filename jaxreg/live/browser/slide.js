// Charts as one SVG of a slide's size, as they are seen: at the shown epoch, with zoom,
// marks and squares, and with their titles and legends in it.

import { layOver } from "./chart.js"
import { element } from "./elements.js"
import { tracesAt } from "./film.js"
import { asText, swatch } from "./legend.js"
import { createMotion, isOverlay } from "./motion.js"
import { drawOnSheet, FAMILY } from "./sheet.js"
import { setAttributes, svgElement } from "./svg.js"

/** @import { Figure, Trace } from "./protocol.js" */
/** @import { Seen } from "./sheet.js" */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const [WIDTH, HEIGHT] = [960, 540]
const HEAD = 48 // of several charts
const TEXT = 17
const SMALL_TEXT = 12
const GAP = 12

/**
 * @param {Seen[]} charts one, or three of which the first is the main one
 * @param {string} [heading] above three
 */
export async function drawSlide(charts, heading) {
  const slide = svgElement("svg", null, {
    width: WIDTH,
    height: HEIGHT,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
  })
  const { font, paper_bgcolor: fill } = charts[0].template.layout
  svgElement("rect", slide, { width: WIDTH, height: HEIGHT, fill })
  slide.style.fontFamily = FAMILY
  slide.style.fill = font.color
  /** @type {Set<string>} */
  const named = new Set() // pinned runs, which all charts show and one names
  if (charts.length === 1) {
    const box = { x: 0, y: 0, width: WIDTH, height: HEIGHT }
    slide.append(await drawChart(charts[0], box, TEXT, named))
    return slide
  }
  write(slide, heading ?? "", GAP, HEAD - 18, 22, "bold")
  const [wide, high] = [0.64 * WIDTH, HEIGHT - HEAD]
  const boxes = [
    { x: 0, y: HEAD, width: wide, height: high },
    ...[0, 1].map((k) => ({
      ...{ x: wide, y: HEAD + (k * high) / 2 },
      ...{ width: WIDTH - wide, height: high / 2 },
    })),
  ]
  for (const [k, chart] of charts.entries())
    slide.append(await drawChart(chart, boxes[k], k ? SMALL_TEXT : 15, named))
  return slide
}

/**
 * @param {Seen} seen
 * @param {Box} box
 * @param {number} size of its letters
 * @param {Set<string>} named pinned runs
 */
async function drawChart(seen, box, size, named) {
  const { figure, frame } = seen
  const chart = svgElement("svg", null, { ...box })
  const top = drawCaption(chart, figure, box.width, size, named)
  const [width, height] = [box.width, box.height - top]
  const { svg, layout } = await drawOnSheet(seen, { width, height }, size)
  const motion = createMotion(chart)
  layOver(motion, layout, figure, tracesAt(figure, frame).filter(isOverlay), frame)
  const { l, t, w, h } = layout._size

  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement
  for (const [part, x, y] of /** @type {const} */ ([
    [drawn, 0, top],
    [motion.root, l, top + t],
  ])) {
    setAttributes(part, { x, y })
    chart.append(part)
  }
  motion.root.removeAttribute("style")
  setAttributes(motion.root, { width: w, height: h })
  return chart
}

/**
 * A chart's title and legend, in as many lines as they need; returns their height.
 * @param {Element} parent
 * @param {Figure} figure
 * @param {number} width
 * @param {number} size of the letters
 * @param {Set<string>} named pinned runs
 */
function drawCaption(parent, { data: traces, layout }, width, size, named) {
  let [x, y] = [GAP, 1.5 * size]
  const place = (/** @type {number} */ length) => {
    if (x > GAP && x + length > width - GAP) [x, y] = [GAP, y + 1.5 * size]
    x += length
    return x - length
  }
  for (const word of layout.title.text.split(" ")) {
    const length = widthOf(word, size, "bold")
    write(parent, word, place(length), y, size, "bold")
    x += 0.3 * size
  }
  x += 2 * GAP
  const isNew = (/** @type {Trace} */ { film, mode, line }) =>
    film && mode === "lines" && !named.has(line.color)
  const pinned = traces.filter(isNew)
  for (const trace of [...traces.filter((one) => one.showlegend !== false), ...pinned]) {
    const [text, mark, wide] = [asText(trace.name), swatch(trace), 2.1 * size]
    const left = place(wide + widthOf(text, size, "normal"))
    setAttributes(mark, { x: left, y: y - 0.8 * size, width: 1.7 * size, height: 0.85 * size })
    parent.append(mark)
    write(parent, text, left + wide, y, size, "normal")
    x += 1.5 * GAP
  }
  for (const { line } of pinned) named.add(line.color)
  return y + 0.5 * size
}

/**
 * Write a text that begins at x, on the line y.
 * @param {Element} parent
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {"normal" | "bold"} weight
 */
function write(parent, text, x, y, size, weight) {
  const look = { x, y, "font-size": size, "font-weight": weight }
  svgElement("text", parent, look).textContent = text
}

/**
 * @param {string} text
 * @param {number} size
 * @param {"normal" | "bold"} weight
 */
function widthOf(text, size, weight) {
  const context = element("canvas", "").getContext("2d")
  if (!context) return 0
  context.font = `${weight} ${size}px ${FAMILY}`
  return context.measureText(text).width
}
