// A chart's menu: its zoom, what is saved of it, and whether it is the main one.

import { saveImage } from "./files.js"
import { createMenu } from "./menu.js"
import { drawSlide } from "./slide.js"

/** @import { createChart } from "./chart.js" */

const STEP = 2 // of a zoom

/**
 * @param {Element} caption
 * @param {ReturnType<typeof createChart>} chart
 * @param {() => void} [makeMain] of a chart that can be the main one
 */
export function createChartMenu(caption, chart, makeMain) {
  const { button, add } = createMenu(caption, "⋯")
  caption.prepend(button) // the legend flows around it
  add("Zoom in", () => chart.zoom(1 / STEP))
  add("Zoom out", () => chart.zoom(STEP))
  add("Whole range", chart.unzoom)
  for (const format of /** @type {const} */ (["PNG", "SVG"]))
    add(`Save as ${format}`, async () => {
      const seen = chart.seen()
      saveImage(await drawSlide([seen]), format, seen.figure.layout.title.text)
    })
  if (makeMain) add("Make it the main chart", makeMain).classList.add("jr-make-main")
  return {
    /** @param {string} title the chart's */
    entitle(title) {
      button.setAttribute("aria-label", `Menu of ${title}`)
    },
  }
}
