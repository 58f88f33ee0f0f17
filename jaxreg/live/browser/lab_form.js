// The Lab's form: whose run, what is swept from where to where, and what is shown.

import { decidesRun, mattersFrom } from "./control.js"
import { element } from "./elements.js"
import { MEASURES, measuresOf } from "./lab_values.js"
import { PAGES } from "./pages.js"
import { plain } from "./scale.js"

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
 * @param {{ page: string, scenario: URLSearchParams, choose: (axes: string[]) => void,
 *   measure: (name: string) => void, turn: (page: string) => void }} on
 *   choose: what to sweep; turn: to another page's run
 */
export function createForm(root, { page, scenario, choose, measure, turn }) {
  const run = select(root, "Run of")
  for (const [key, { title }] of Object.entries(PAGES)) run.add(new Option(title, key))
  run.value = page
  run.onchange = () => turn(run.value)
  const note = element("p", "jr-note", root)
  const known = sweepable(page, scenario)
  const rows = [0, 1].map((index) => createAxis(root, index))
  const shown = select(root, "Show")
  for (const name of measuresOf(page)) shown.add(new Option(MEASURES[name].label, name))
  shown.onchange = () => measure(shown.value)

  function tell() {
    choose(rows.map((row) => row.text()).filter(Boolean))
  }

  /** @param {HTMLElement} parent @param {number} index */
  function createAxis(parent, index) {
    const group = element("fieldset", "jr-lab-axis", parent)
    element("legend", "", group).textContent = index ? "and" : "Sweep"
    const control = select(group, index ? "Second control" : "First control", true)
    if (index) control.add(new Option("nothing else", ""))
    for (const { key, label } of known) control.add(new Option(label, key))
    const range = element("div", "jr-lab-range", group)
    const [from, to, steps] = ["from", "to", "steps"].map((name) => field(range, name))
    const scale = select(range, "scale")
    for (const name of ["linear", "log"]) scale.add(new Option(name))
    const swept = () => known.find(({ key }) => key === control.value)
    const text = () => {
      const one = swept()
      if (!one || one.kind === "choice") return control.value
      const ends = [from, to].map(({ value }) => value.trim().replace(",", "."))
      if (one.is_listed) return [control.value, ...ends].join()
      return [control.value, ...ends, steps.value, scale.value].join()
    }
    control.onchange = () => {
      const one = swept()
      fill(one ? firstAxis(one) : "")
      tell()
    }
    for (const input of [from, to, steps, scale]) input.onchange = tell

    /** @param {string} axis */
    function fill(axis) {
      const [key, ...parts] = axis.split(",")
      control.value = key
      const one = swept()
      range.hidden = !one || one.kind === "choice"
      for (const input of [steps, scale])
        input.parentElement?.toggleAttribute("hidden", Boolean(one?.is_listed))
      const fields = [from, to, steps, scale]
      for (const [k, input] of fields.entries()) {
        const value = parts[k] ?? ""
        if (document.activeElement !== input && input.value !== value) input.value = value
      }
    }
    return { text, fill }
  }

  return {
    /** @param {string[]} axes @param {string} name */
    show(axes, name) {
      for (const [index, row] of rows.entries()) row.fill(axes[index] ?? "")
      const swept = axes.map((axis) => axis.split(",")[0])
      const others = [...scenario].filter(([key]) => key !== "pins" && !swept.includes(key))
      note.textContent = others.length
        ? `With ${others.map(([key, text]) => `${key} = ${text}`).join(", ")}.`
        : "All other controls are at their defaults. “Lab” on a page takes its run along."
      shown.value = name
    },
  }
}

/** @param {HTMLElement} parent @param {string} name */
function select(parent, name, isBare = false) {
  const label = element("label", "", parent)
  const words = element("span", isBare ? "jr-said" : "", label)
  words.textContent = name
  return element("select", "", label)
}

/** @param {HTMLElement} parent @param {string} name */
function field(parent, name) {
  const label = element("label", "", parent)
  element("span", "", label).textContent = name
  const input = element("input", "", label)
  input.inputMode = "decimal"
  input.size = 7
  return input
}
