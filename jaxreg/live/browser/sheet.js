// A chart drawn by Plotly where nobody sees it, for what is saved: as it is on the page, in
// another size.

import { drawing } from "./chart.js"
import { withoutDates } from "./dates.js"
import { element } from "./elements.js"

/** @import { createChart } from "./chart.js" */
/** @import { FullLayout } from "./plotly-types.js" */
/** @import { Figure } from "./protocol.js" */
/** @typedef {ReturnType<ReturnType<typeof createChart>["seen"]>} Seen */
/** @typedef {{ width: number, height: number }} Size */

export const FAMILY = "Arial, Helvetica, sans-serif" // a file cannot find the page's own letters

/**
 * @param {Seen} seen
 * @param {Size} size in pixels
 * @param {number} letters their size
 * @param {boolean} [isBare] whether it is the axes alone
 * @returns {Promise<{ svg: string, layout: FullLayout }>} an SVG, and what motion needs to
 *   know of it
 */
export async function drawOnSheet(
  { plotly, template, figure, frame, place },
  { width, height },
  letters,
  isBare = false,
) {
  const font = { ...template.layout.font, family: FAMILY, size: letters }
  const dressed = { layout: { ...template.layout, font } }
  const { data, layout } = drawing(figure, frame, dressed, width)
  const { scene, xaxis, yaxis } = layout
  if (place.camera) Object.assign(scene ?? {}, { camera: place.camera })
  else if (place.x && place.y) [xaxis.range, yaxis.range] = [place.x, place.y]

  const sheet = element("div", "jr-sheet", document.body)
  const sized = { ...layout, width, height }
  const plot = await plotly.newPlot(sheet, isBare ? [] : data, sized, { staticPlot: true })
  const svg = await plotly.toImage(plot, { format: "svg", imageDataOnly: true, width, height })
  const drawn = noted(plot._fullLayout, figure)
  plotly.purge(plot)
  sheet.remove()
  return { svg, layout: drawn }
}

/**
 * Of what a chart was drawn with, the numbers that are needed once it is gone.
 * @param {FullLayout} drawn
 * @param {Figure} figure
 * @returns {FullLayout}
 */
function noted(drawn, figure) {
  const { xaxis, yaxis, _size } = figure.layout.scene ? drawn : withoutDates(drawn, figure)
  const axis = (/** @type {import("./protocol.js").Axis} */ { range, type }) => ({ range, type })
  const flat = figure.layout.scene ? {} : { xaxis: axis(xaxis), yaxis: axis(yaxis) }
  const { l, t, w, h } = _size
  return /** @type {FullLayout} */ ({ ...flat, ...spatial(drawn), _size: { l, t, w, h } })
}

/** @param {FullLayout} drawn */
function spatial({ scene }) {
  const { glplot, dataScale } = scene?._scene ?? {}
  const { model, view, projection } = glplot?.cameraParams ?? {}
  if (!model || !view || !projection) return scene && { scene: { _scene: { dataScale } } }
  const [a, b, c] = [model, view, projection].map((matrix) => [...matrix])
  const cameraParams = { model: a, view: b, projection: c }
  return { scene: { _scene: { glplot: { cameraParams }, dataScale } } }
}
