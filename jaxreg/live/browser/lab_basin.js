// The study "Basin": how long training takes from each of many starts.

import { placeOf } from "./lab_axis.js"
import { drawSweep, offerRuns } from "./lab_chart.js"
import { field, fill, group, select, typed } from "./lab_fields.js"
import { keyOf, PAGES } from "./pages.js"

/** @import { Open, Study } from "./lab-types.js" */
/** @import { Sweep } from "./protocol.js" */

const SIDES = ["24", "48", "96"]
const MEASURE = "epochs_to_converge"

/** @type {Study} */
export const BASIN = {
  label: "Basin",
  words:
    "Trains from every place of the landscape, and shows how many epochs each start needs. " +
    "Click a place to open its run.",
  keys: ["side", "window"],
  looks: [],
  first(_page, link) {
    const side = link.get("side") ?? ""
    const own = new URLSearchParams({ side: SIDES.includes(side) ? side : "96" })
    const window = link.get("window")
    if (window) own.set("window", window)
    return own
  },
  createForm(root, { choose }) {
    const side = select(root, "Starts along each side")
    for (const number of SIDES) side.add(new Option(number))
    const axes = [0, 1].map(() => {
      const place = group(root, "")
      const range = place.appendChild(document.createElement("div"))
      range.className = "jr-lab-range"
      return { place, ends: ["from", "to"].map((name) => field(range, name)) }
    })
    const whole = root.appendChild(document.createElement("button"))
    whole.textContent = "What the landscape shows"
    whole.onclick = () => choose(new URLSearchParams({ side: side.value }))
    const tell = () => {
      const window = axes.flatMap(({ ends }) => ends.map(typed)).join()
      choose(new URLSearchParams({ side: side.value, window }))
    }
    for (const { ends } of axes) for (const input of ends) input.onchange = tell
    let isWhole = true
    side.onchange = () => (isWhole ? whole.click() : tell())
    return {
      show(own, sweep) {
        const window = own.get("window")?.split(",")
        isWhole = !window
        whole.hidden = isWhole
        fill(side, own.get("side") ?? "")
        for (const [k, { place, ends }] of axes.entries()) {
          const axis = sweep?.axes[k]
          const legend = place.querySelector("legend")
          if (axis && legend) legend.textContent = axis.label
          for (const [j, input] of ends.entries()) {
            const found = axis?.texts.at(-j) // the first, and the last
            if (window || found) fill(input, window?.[2 * k + j] ?? found ?? "")
          }
        }
      },
    }
  },
  chosen: (_own, page) =>
    ["start", "start_seed", "start_W", "start_W1", "start_W2"].map((name) => keyOf(page, name)),
  draw(plotly, area, sweep, _own, template, open) {
    drawSweep(plotly, area, sweep, MEASURE, template, chosen(sweep, open), best(sweep))
  },
  summary(sweep) {
    const { runs, done } = sweep
    if (done < runs) return ""
    const found = numbers(sweep)
    const [all, some] = [runs, found.length].map((number) => number.toLocaleString("en"))
    if (hasNoMinimum(sweep)) return "No minimum of the loss was found, so no run converges."
    if (!found.length) return `It converges from none of the ${all} starts in these epochs.`
    const [few, half, most] = [0, 0.5, 1].map(
      (share) => found[Math.floor(share * (found.length - 1))],
    )
    const who = some === all ? `all ${all}` : `${some} of ${all}`
    return `It converges from ${who} starts: in ${few} to ${most} epochs, from half of them in ${half} at most.`
  },
  reading(sweep) {
    const words = ["Converged: the loss is within 1 % of the smallest possible one."]
    if (best(sweep).length) words.push("Star: where the loss is smallest.")
    if (sweep.is_scaled) words.push("The starts are in units of standardised x.")
    if (!hasNoMinimum(sweep) && numbers(sweep).length < sweep.runs && sweep.done === sweep.runs)
      words.push("An empty place is a start that did not converge.")
    return words.join(" ")
  },
  offer(root, sweep, _own, open) {
    offerRuns(root, sweep, MEASURE, chosen(sweep, open))
  },
}

/** @param {Sweep} sweep */
const hasNoMinimum = ({ columns }) => columns.optimum_b?.[0] === null

/** The epochs of the starts that converge, sorted. @param {Sweep} sweep */
const numbers = (sweep) =>
  /** @type {number[]} */ ((sweep.columns[MEASURE] ?? []).filter((v) => v !== null)).sort(
    (a, b) => a - b,
  )

/**
 * A run from its own start.
 * @param {Sweep} sweep
 * @param {Open} open
 * @returns {Open}
 */
function chosen({ axes }, open) {
  const page = Object.keys(PAGES).find((one) =>
    PAGES[one].controls.some(({ key }) => key === axes[0].key),
  )
  return (settings) => open({ ...settings, [keyOf(page ?? "", "start")]: "chosen" })
}

/**
 * Where the loss is smallest, if it is in sight and in the units of the axes.
 * @param {Sweep} sweep
 */
function best({ axes, columns, is_scaled }) {
  const place = axes.map((axis) => {
    const column = columns[`optimum_${axis.name.replace("start_", "")}`]
    const value = column?.[0]
    return typeof value === "number" ? placeOf(axis, value) : Number.NaN
  })
  const isIn = place.every((at, k) => at >= 0 && at <= axes[k].values.length - 1)
  if (is_scaled || !isIn) return []
  const marker = { symbol: "star", size: 13, color: "#CC79A7", line: { color: "#fff", width: 1 } }
  const [x, y] = place.map((at) => [at])
  return [{ type: "scatter", mode: "markers", x, y, marker, hoverinfo: "skip" }]
}
