// The form of a sweep: what is swept from where to where, and what is shown.

import { decidesRun, mattersFrom } from "./control.js"
import { element } from "./elements.js"
import { field, fill, group, select, typed } from "./lab_fields.js"
import { MEASURES, measuresOf } from "./lab_values.js"
import { PAGES } from "./pages.js"
import { plain } from "./scale.js"

/** @import { Form, Lab } from "./lab-types.js" */
/** @import { Control } from "./protocol.js" */

const STEPS = 21

/**
 * What decides a run of the page; where training starts only where it is chosen.
 * @param {string} page
 * @param {URLSearchParams} [scenario]
 */
function sweepable(page, scenario) {
  const { controls, defaults } = PAGES[page]
  const { key = "" } = controls.find(({ name }) => name === "start") ?? {}
  const start = scenario?.get(key) ?? new Map(defaults).get(key)
  return controls.filter((control) => decidesRun(control) && mattersFrom(control, start))
}

/** @param {string} page what a newcomer sees: rates by seeds */
export function firstAxes(page) {
  const named = (/** @type {string} */ name) => sweepable(page).find((one) => one.name === name)
  const [rate, seed] = [named("learning_rate"), named("seed")]
  const ends = page === "linear" ? "0.001,0.1" : "0.01,100"
  return [`${rate?.key},${ends},41,log`, `${seed?.key},0,19,20,linear`]
}

/** @param {Control} control */
function firstAxis({ key, name, low, high, stops, is_listed, is_whole, kind }) {
  if (kind === "choice") return key
  if (is_listed) return [key, stops[0], stops[stops.length > 7 ? 7 : stops.length - 1]].join()
  const ends = stops.length ? [Number(stops[0]), Number(stops[stops.length - 1])] : [low, high]
  if (kind === "number") [ends[0], ends[1]] = is_whole ? [0, 20] : [-5, 5]
  if (name === "epochs") ends[0] = 1
  if (is_whole && !stops.length) ends[1] = ends[0] + STEPS - 1
  const scale = name === "learning_rate" || name === "epochs" ? "log" : "linear"
  return [key, ...ends.map(plain), STEPS, scale].join()
}

/**
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @returns {Form}
 */
export function createForm(root, { page, scenario, choose, look }) {
  const known = sweepable(page, scenario)
  const rows = [0, 1].map((index) => createAxis(root, index))
  const shown = select(root, "Show")
  for (const name of measuresOf(page)) shown.add(new Option(MEASURES[name].label, name))
  shown.onchange = () => look(own())

  function own() {
    const axes = rows.map((row) => row.text()).filter(Boolean)
    return new URLSearchParams([...axes.map((axis) => ["sweep", axis]), ["measure", shown.value]])
  }

  function tell() {
    choose(own())
  }

  /** @param {HTMLElement} parent @param {number} index */
  function createAxis(parent, index) {
    const place = group(parent, index ? "and" : "Sweep")
    const control = select(place, index ? "Second control" : "First control", true)
    if (index) control.add(new Option("nothing else", ""))
    for (const { key, label } of known) control.add(new Option(label, key))
    const range = element("div", "jr-lab-range", place)
    const [from, to, steps] = ["from", "to", "steps"].map((name) => field(range, name))
    const scale = select(range, "scale")
    for (const name of ["linear", "log"]) scale.add(new Option(name))
    const swept = () => known.find(({ key }) => key === control.value)
    const text = () => {
      const one = swept()
      if (!one || one.kind === "choice") return control.value
      const ends = [from, to].map(typed)
      if (one.is_listed) return [control.value, ...ends].join()
      return [control.value, ...ends, steps.value, scale.value].join()
    }
    control.onchange = () => {
      const one = swept()
      show(one ? firstAxis(one) : "")
      tell()
    }
    for (const input of [from, to, steps, scale]) input.onchange = tell

    /** @param {string} axis */
    function show(axis) {
      const [key, ...parts] = axis.split(",")
      control.value = key
      const one = swept()
      range.hidden = !one || one.kind === "choice"
      for (const input of [steps, scale])
        input.parentElement?.toggleAttribute("hidden", Boolean(one?.is_listed))
      for (const [k, input] of [from, to, steps, scale].entries()) fill(input, parts[k] ?? "")
    }
    return { text, show }
  }

  return {
    show(own) {
      const axes = own.getAll("sweep")
      for (const [index, row] of rows.entries()) row.show(axes[index] ?? "")
      shown.value = own.get("measure") ?? ""
    },
  }
}
