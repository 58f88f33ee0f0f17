// The study "Sweep": one or two controls at many values.

import { drawSweep, offerRuns } from "./lab_chart.js"
import { createForm, firstAxes } from "./lab_form.js"
import { measuresOf, reading, summary } from "./lab_values.js"

/** @import { Study } from "./lab-types.js" */

const shown = (/** @type {URLSearchParams} */ own) => own.get("measure") ?? ""

/** @type {Study} */
export const SWEEP = {
  label: "Sweep",
  words:
    "Trains one run again and again with other settings, and shows what they change. " +
    "Choose what to sweep; click a place in the chart to open its run.",
  keys: ["sweep", "measure"],
  looks: ["measure"],
  first(page, link) {
    const asked = link.getAll("sweep").slice(0, 2)
    const axes = asked.length ? asked : firstAxes(page, link)
    const own = new URLSearchParams(axes.map((axis) => ["sweep", axis]))
    const measures = measuresOf(page)
    const measure = link.get("measure") ?? ""
    own.set("measure", measures.includes(measure) ? measure : measures[0])
    return own
  },
  createForm,
  chosen: (own) => own.getAll("sweep").map((axis) => axis.split(",")[0]),
  draw(plotly, area, sweep, own, template, open) {
    drawSweep(plotly, area, sweep, shown(own), template, open)
  },
  summary: (sweep, own) => summary(sweep, shown(own)),
  reading: (sweep, own) => reading(sweep, shown(own)),
  offer(root, sweep, own, open) {
    offerRuns(root, sweep, shown(own), open)
  },
}
