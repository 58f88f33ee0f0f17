// The study "Stability": which learning rates and momenta train, and how fast.

import { fill, select } from "./lab_fields.js"
import { SWEEP } from "./lab_sweep.js"
import { MEASURES, measuresOf } from "./lab_values.js"
import { PAGES } from "./pages.js"

/** @import { Study } from "./lab-types.js" */

const CHOSEN = ["learning_rate", "momentum"]

/** @type {Study} */
export const STABILITY = {
  ...SWEEP, // which it is, of two controls that are given
  label: "Stability",
  words:
    "Trains with every momentum at learning rates around the largest stable ones. " +
    "Click a place to open its run.",
  keys: ["measure"],
  first(page, link) {
    const measure = link.get("measure") ?? ""
    const known = measuresOf(page).includes(measure)
    return new URLSearchParams({ measure: known ? measure : "epochs_to_converge" })
  },
  createForm(root, { page, look }) {
    const measure = select(root, "Show")
    for (const name of measuresOf(page)) measure.add(new Option(MEASURES[name].label, name))
    measure.onchange = () => look(new URLSearchParams({ measure: measure.value }))
    return { show: (own) => fill(measure, own.get("measure") ?? "") }
  },
  chosen: (_own, page) =>
    PAGES[page].controls.filter(({ name }) => CHOSEN.includes(name)).map(({ key }) => key),
}
