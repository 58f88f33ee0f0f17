// The study "Stability": which learning rates and momenta train, and how fast.

import { drawSweep, offerRuns } from "./lab_chart.js"
import { fill, select } from "./lab_fields.js"
import { MEASURES, measuresOf, reading, summary } from "./lab_values.js"
import { PAGES } from "./pages.js"

/** @import { Study } from "./lab-types.js" */

const shown = (/** @type {URLSearchParams} */ own) => own.get("measure") ?? ""
const CHOSEN = ["learning_rate", "momentum"]

/** @type {Study} */
export const STABILITY = {
  label: "Stability",
  words:
    "Trains with every momentum at learning rates around the largest stable ones. " +
    "Click a place to open its run.",
  keys: ["measure"],
  looks: ["measure"],
  first(page, link) {
    const measure = link.get("measure") ?? ""
    const known = measuresOf(page).includes(measure)
    return new URLSearchParams({ measure: known ? measure : "epochs_to_converge" })
  },
  createForm(root, { page, look }) {
    const measure = select(root, "Show")
    for (const name of measuresOf(page)) measure.add(new Option(MEASURES[name].label, name))
    measure.onchange = () => look(new URLSearchParams({ measure: measure.value }))
    return { show: (own) => fill(measure, shown(own)) }
  },
  chosen: (_own, page) =>
    PAGES[page].controls.filter(({ name }) => CHOSEN.includes(name)).map(({ key }) => key),
  draw(plotly, area, sweep, own, template, open) {
    drawSweep(plotly, area, sweep, shown(own), template, open)
  },
  summary: (sweep, own) => summary(sweep, shown(own)),
  reading: (sweep, own) => reading(sweep, shown(own)),
  offer(root, sweep, own, open) {
    offerRuns(root, sweep, shown(own), open)
  },
}
