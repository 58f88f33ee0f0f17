// The studies "Universes" and "Bootstrap": the same run on many samples, and what a
// standard error is.

import { element } from "./elements.js"
import { drawCloud, written } from "./lab_cloud.js"
import { field, fill, offer, select, typed } from "./lab_fields.js"
import { sweepable } from "./lab_form.js"
import { count, four, inNumbers, isOfClasses, remember, spreads } from "./lab_numbers.js"
import { hasArrived } from "./lab_spread.js"
import { keyOf, PAGES } from "./pages.js"
import { typedText } from "./scale.js"
import { fillTable } from "./tables.js"

/** @import { Universes } from "./lab_cloud.js" */
/** @import { Lab, Study } from "./lab-types.js" */
/** @import { Sweep } from "./protocol.js" */

const NUMBERS = ["256", "1000", "2500", "10000"]
const OFFERED = ["num_points", "noise", "learning_rate", "epochs"]
const MOST_POINTS = 1000

/**
 * @param {{ label: string, words: string, samples: string, truth: string, means: string }} said
 *   samples: what they are called
 * @returns {Study}
 */
const studyOf = ({ label, words, samples, truth, means }) => ({
  label,
  words,
  keys: ["universes"],
  looks: [],
  first(_page, link) {
    const asked = link.get("universes") ?? ""
    return new URLSearchParams({ universes: /^\d+$/.test(asked) ? asked : "1000" })
  },
  createForm(root, lab) {
    const many = select(root, samples)
    const set = () => lab.choose(new URLSearchParams({ universes: many.value }))
    for (const text of NUMBERS) many.add(new Option(count(Number(text)), text))
    many.onchange = set
    const fields = createSettings(root, lab)
    return {
      show(own) {
        const asked = own.get("universes") ?? ""
        offer(many, asked)
        fill(many, asked)
        fields.show()
      },
    }
  },
  chosen: (_own, page) =>
    PAGES[page].controls.filter(({ name }) => OFFERED.includes(name)).map(({ key }) => key),
  draw(plotly, area, sweep, _own, template, open) {
    const { fits } = spreads(sweep)
    const pick = (/** @type {number} */ place) => openSeed(sweep, place, open)
    drawCloud(plotly, area, /** @type {Universes} */ (sweep), fits, template, { truth, pick })
  },
  summary(sweep) {
    const { theory, fits, lost, within } = spreads(sweep)
    const all = count(sweep.done)
    if (fits.rows.length < 2) return lost && sweep.said ? "The runs left the float range." : ""
    const [name, error] = [written(theory.names[0]), theory.standard_errors?.[0]]
    const varies =
      `Over the ${samples.toLowerCase()} ${name} has a standard deviation of ` +
      four(fits.deviations[0])
    if (error === undefined) return `${varies}. ${theory.note}`
    return (
      `${varies}; by the formula its standard error is ${four(error)}. ` +
      `${count(within)} of ${all} fits lie within the 95 % ellipse.`
    )
  },
  reading(sweep) {
    const { theory, fits, optima, lost, optimaWithin } = spreads(sweep)
    const sentences = [means]
    if (theory.standard_errors && theory.note) sentences.push(theory.note)
    if (lost && sweep.columns.became)
      sentences.push(`${count(lost)} runs left the float range, and are left out.`)
    const missing = sweep.done - optima.rows.length
    if (missing && isOfClasses(sweep))
      sentences.push(
        `In ${count(missing)} of them no W is the best, as where a line separates the classes: ` +
          "how large W became there depends on when training stopped.",
      )
    else if (optima.rows.length > 1 && !hasArrived(fits, optima))
      sentences.push(
        `Training has not arrived: at its end ${written(theory.names[0])} would vary by ` +
          four(optima.deviations[0]) +
          (theory.covariance
            ? `, and ${count(optimaWithin)} fits would lie within the ellipse.`
            : "."),
      )
    return sentences.join(" ")
  },
  offer(root, sweep, _own, open, lab) {
    if (sweep.study === "universes") offerSeed(root, sweep, open)
    const place = element("div", "jr-lab-table", root)
    place.tabIndex = 0
    place.setAttribute("aria-label", "The fits in numbers")
    fillTable(element("table", "", place), ...inNumbers(sweep, truth))
    const earlier = remember(sweep, lab)
    if (earlier.length < 2) return
    const columns = [
      "run",
      samples.toLowerCase(),
      "standard deviation",
      "by the formula",
      "in the ellipse",
    ]
    fillTable(element("table", "", place), columns, earlier)
  },
})

/**
 * Fields for what universes are most often asked about.
 * @param {HTMLElement} root
 * @param {Lab} lab
 */
function createSettings(root, { page, scenario, set }) {
  const defaults = new Map(PAGES[page].defaults)
  const offered = sweepable(page, scenario).filter(({ name }) => OFFERED.includes(name))
  const fields = offered.map((control) => {
    const { key, label, stops, is_listed } = control
    if (is_listed) {
      const input = select(root, label)
      for (const stop of stops) if (Number(stop) <= MOST_POINTS) input.add(new Option(stop))
      input.onchange = () => set({ [key]: input.value })
      return { key, input }
    }
    const input = field(root, label)
    // What cannot be is asked for, too: the answer says what can.
    input.onchange = () => set({ [key]: typedText(control, typed(input)) ?? typed(input) })
    return { key, input }
  })
  return {
    show() {
      for (const { key, input } of fields) {
        const text = scenario.get(key) ?? defaults.get(key) ?? ""
        if (input instanceof HTMLSelectElement) offer(input, text)
        fill(input, text)
      }
    },
  }
}

/** @param {Sweep} sweep @param {number} place @param {(settings: Record<string, string>) => void} open */
function openSeed(sweep, place, open) {
  if (sweep.study !== "universes") return // no page has a resample
  const page = isOfClasses(sweep) ? "logistic" : "linear"
  open({ [keyOf(page, "seed")]: `${place}` })
}

/** @param {HTMLElement} root @param {Sweep} sweep @param {(settings: Record<string, string>) => void} open */
function offerSeed(root, sweep, open) {
  const seed = field(root, "Seed")
  seed.value = "0"
  const button = element("button", "", root)
  button.textContent = "Open this run"
  button.onclick = () => {
    const place = Number(typed(seed))
    if (Number.isInteger(place) && place >= 0 && place < sweep.runs) openSeed(sweep, place, open)
    else seed.value = "0"
  }
}

const MEANS =
  "A standard error is the standard deviation of a fitted number over all samples that might " +
  "have been drawn."

export const UNIVERSES = studyOf({
  label: "Universes",
  words:
    "Draws other points from the same truth, seed by seed, and trains on each: how much does the " +
    "fit depend on chance? Click a fit to open its run.",
  samples: "Universes",
  truth: "truth",
  means: `${MEANS} Here they are drawn, one universe for each seed.`,
})

export const BOOTSTRAP = studyOf({
  label: "Bootstrap",
  words:
    "Draws as many points from the data at hand, again and again, with replacement, and trains on " +
    "each resample: how much would the fit differ for other data?",
  samples: "Resamples",
  truth: "best fit",
  means: `${MEANS} With one sample alone, resamples of it stand for them.`,
})
