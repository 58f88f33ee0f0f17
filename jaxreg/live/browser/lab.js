// The Lab: a run trained again and again with other settings, and what they change.
// The link has it all: the page and the scenario, what is swept, and what is shown.

import { element } from "./elements.js"
import { saveFile } from "./files.js"
import { drawSweep, offerRuns } from "./lab_chart.js"
import { createForm, firstAxes } from "./lab_form.js"
import { fetchTable, openSweep } from "./lab_stream.js"
import { measuresOf, reading, summary } from "./lab_values.js"
import { addressOf, PAGES } from "./pages.js"
import { createPlaces, LAB } from "./places.js"
import { loadPlotly } from "./plotly.js"
import { lendTheme, themeTemplate } from "./theme.js"
import { fillPlace } from "./widgets.js"

/** @import { Plot } from "./plotly-types.js" */
/** @import { LabData, Sweep } from "./protocol.js" */

const WAIT_MS = 250 // for a hand that types or goes on
const OWN_KEYS = ["of", "sweep", "measure"]

/** @type {WeakMap<HTMLElement, ReturnType<typeof createLab>>} */
const labs = new WeakMap()

/**
 * Streamlit calls it for new data and for another theme; it returns what ends it.
 * @param {{ data: LabData, parentElement: HTMLElement }} component
 */
export default function ({ data, parentElement }) {
  const lab = labs.get(parentElement) ?? createLab(parentElement)
  labs.set(parentElement, lab)
  lab.update(data)
  return () => {
    labs.delete(parentElement)
    lab.close()
  }
}

/** @param {HTMLElement} parent */
function createLab(parent) {
  const link = new URLSearchParams(location.search)
  const of = link.get("of") ?? ""
  const page = of in PAGES ? of : Object.keys(PAGES)[0]
  const known = new Map(PAGES[page].defaults)
  const scenario = new URLSearchParams(
    [...link].filter(([key, text]) => known.has(key) && known.get(key) !== text),
  )
  let axes = link.getAll("sweep").slice(0, 2)
  if (!axes.length) axes = firstAxes(page)
  let measure = link.get("measure") ?? ""
  if (!measuresOf(page).includes(measure)) [measure] = measuresOf(page)
  const pins = link.get("pins") // of the pages, which get them back
  if (pins) scenario.set("pins", pins)
  /** @type {LabData} */
  let data
  /** @type {Sweep | undefined} */
  let sweep
  /** @type {AbortController | undefined} */
  let going
  let waiting = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)
  let written = "" // the link

  const root = element("div", "jr-lab", parent)
  const intro = element("header", "", root)
  element("h1", "", intro).textContent = "Lab"
  element("p", "", intro).textContent =
    "Trains one run again and again with other settings, and shows what they change. " +
    "Choose what to sweep; click a place in the chart to open its run."
  const form = createForm(element("div", "jr-lab-form", root), {
    page,
    scenario,
    choose(newAxes) {
      axes = newAxes
      changed()
    },
    measure(name) {
      measure = name
      write(true)
      show()
    },
    turn: (other) => go(`lab?of=${other}`),
  })
  const picture = element("section", "jr-lab-picture", root)
  picture.setAttribute("aria-label", "Result of the sweep")
  const progress = element("div", "jr-lab-progress", picture)
  const bar = element("progress", "", progress)
  bar.setAttribute("aria-label", "Runs that are done")
  const said = element("span", "", progress)
  said.setAttribute("role", "status")
  const stop = element("button", "", progress)
  Object.assign(stop, { textContent: "Stop", onclick: halt })
  const words = element("p", "jr-lab-words", picture)
  const plot = element("div", "jr-lab-plot", picture)
  const note = element("p", "jr-note", picture)
  const open = element("div", "jr-lab-open", picture)
  const foot = element("footer", "", root)
  const save = element("div", "jr-lab-save", foot)
  for (const kind of ["csv", "parquet"]) {
    const button = element("button", "", save)
    button.textContent = kind === "csv" ? "Take as CSV" : "Take as Parquet"
    button.onclick = () => take(kind)
  }
  const own = [...scenario.values()].includes("own") ? ", your data being “frame”" : ""
  element("span", "", foot).textContent = `In a notebook, after “from jaxreg import *”${own}:`
  const call = element("code", "jr-lab-call", foot)
  call.tabIndex = 0
  const limit = element("small", "", foot)
  const nav = element("div", "jr-top")
  createPlaces(nav, PAGES, LAB, (place) => {
    if (place !== LAB) go(addressOf(place) + (place === page ? `?${scenario}` : ""))
  })

  function query() {
    const all = new URLSearchParams(scenario)
    all.delete("pins")
    for (const axis of axes) all.append("sweep", axis)
    return all
  }

  /** @param {boolean} isStep of the history; else it only says what is shown */
  function write(isStep) {
    const all = new URLSearchParams(location.search)
    for (const key of [...all.keys()]) if (known.has(key) || OWN_KEYS.includes(key)) all.delete(key)
    all.set("of", page)
    for (const [key, text] of query()) all.append(key, text)
    all.set("measure", measure)
    const [state, address] = [isStep ? {} : history.state, `${location.pathname}?${all}`]
    history[isStep ? "pushState" : "replaceState"](state, "", address)
    written = location.search
  }

  // Back to what was swept before.
  function back() {
    if (/\/lab\/?$/.test(location.pathname) && location.search !== written) location.reload()
  }
  window.addEventListener("popstate", back)

  function changed() {
    write(true)
    form.show(axes, measure)
    going?.abort()
    clearTimeout(waiting)
    waiting = setTimeout(run, WAIT_MS)
  }

  async function run() {
    const mine = new AbortController()
    going = mine
    const began = performance.now()
    sweep = undefined
    show()
    say(0, 0, "Asking …")
    try {
      for await (const grown of openSweep(page, query(), data.token, mine.signal)) {
        if (mine.signal.aborted) return
        sweep = grown
        const left = ((performance.now() - began) / 1000 / sweep.done) * (sweep.runs - sweep.done)
        const runs = `${sweep.done.toLocaleString("en")} of ${sweep.runs.toLocaleString("en")} runs`
        say(sweep.done, sweep.runs, sweep.said ?? `${runs}, ${Math.ceil(left)} s left`)
        show()
      }
      going = undefined
    } catch (error) {
      if (mine.signal.aborted) return
      going = undefined
      clear()
      say(0, 0, error instanceof Error ? error.message : "The sweep failed.")
    }
    stop.hidden = !going
  }

  /** @param {number} done @param {number} runs @param {string} text */
  function say(done, runs, text) {
    Object.assign(bar, { max: runs || 1, value: done })
    // A message may begin with a control's key.
    said.textContent = /^\w+ = /.test(text) ? text : text[0].toUpperCase() + text.slice(1)
    stop.hidden = !going || (runs > 0 && done === runs)
  }

  function halt() {
    going?.abort()
    going = undefined
    const { done, runs } = sweep ?? { done: 0, runs: 0 }
    say(done, runs, `Stopped after ${done.toLocaleString("en")} runs.`)
  }

  async function show() {
    form.show(axes, measure)
    call.textContent = sweep?.call ?? ""
    words.textContent = sweep ? summary(sweep, measure) : ""
    note.textContent = sweep ? reading(sweep, measure) : ""
    if (!sweep) return open.replaceChildren()
    const plotly = await loadPlotly(data.plotly)
    if (!sweep || !root.isConnected) return
    drawSweep(plotly, plot, sweep, measure, themeTemplate(root, 15), openRun)
    open.replaceChildren()
    offerRuns(open, sweep, measure, openRun)
  }

  function clear() {
    window.Plotly?.purge(/** @type {Plot} */ (/** @type {HTMLElement} */ (plot)))
  }

  /** @param {Record<string, string>} settings */
  function openRun(settings) {
    const all = new URLSearchParams(scenario)
    for (const [key, text] of Object.entries(settings)) all.set(key, text)
    go(`${addressOf(page)}?${all}`)
  }

  /** @param {string} kind */
  async function take(kind) {
    try {
      saveFile(await fetchTable(page, query(), data.token, kind), `sweep.${kind}`)
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : "The table did not come."
    }
  }

  /** @param {string} address of another page, which Streamlit opens as if one went back */
  function go(address) {
    going?.abort()
    history.pushState({}, "", new URL(address, document.baseURI))
    if (address.startsWith("lab")) location.reload()
    else window.dispatchEvent(new PopStateEvent("popstate", { state: {} }))
  }

  return {
    /** @param {LabData} newData */
    update(newData) {
      const isFirst = !data
      data = newData
      limit.textContent = data.limit
      fillPlace(".jr-menus", nav)
      lendTheme(root, nav)
      if (isFirst) {
        write(false)
        run()
      } else show()
    },
    close() {
      going?.abort()
      clearTimeout(waiting)
      window.removeEventListener("popstate", back)
      clear()
      nav.remove()
      root.remove()
    },
  }
}
