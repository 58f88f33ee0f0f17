// The form of a sweep: what is swept from where to where, and what is shown.

import { element } from "./elements.js"
import { field, fill, group, select, typed } from "./lab_fields.js"
import { MEASURES, measuresOf } from "./lab_values.js"
import { PAGES } from "./pages.js"
import { matters } from "./pins.js"
import { plain } from "./scale.js"

/** @import { Form, Lab } from "./lab-types.js" */
/** @import { Control } from "./protocol.js" */

const STEPS = 21

const FIRST = ["learning_rate", "num_points", "epochs"] // the first of them that decides a run

/**
 * What decides a run of the page, beside the values of another swept control.
 * @param {string} page
 * @param {URLSearchParams} scenario
 * @param {string} [other] its axis
 */
export function sweepable(page, scenario, other = "") {
  const table = PAGES[page]
  const defaults = new Map(table.defaults)
  const [swept, , highest] = other.split(",")
  const its = table.controls.find(({ key }) => key === swept)
  const values = its?.kind === "choice" ? its.stops : [highest]
  const beside = (/** @type {string} */ value) => (/** @type {string} */ key) =>
    (key === swept && value) || (scenario.get(key) ?? defaults.get(key))
  return table.controls.filter(({ key }) =>
    values.some((value) => matters(table, key, beside(value))),
  )
}

/**
 * What a newcomer sees: rates by seeds.
 * @param {string} page
 * @param {URLSearchParams} scenario
 */
export function firstAxes(page, scenario) {
  const known = sweepable(page, scenario)
  const named = (/** @type {string} */ name) => known.find((one) => one.name === name)
  const [first] = FIRST.flatMap((name) => named(name) ?? [])
  const ends = page === "linear" ? "0.001,0.1" : "0.01,100"
  const isRate = first.name === "learning_rate"
  const axis = isRate ? `${first.key},${ends},41,log` : firstAxis(first)
  return [axis, `${named("seed")?.key},0,19,20,linear`]
}

/** @param {Control} control */
export function firstAxis({ key, name, low, high, stops, is_listed, is_whole, kind }) {
  if (kind === "choice") return key
  if (is_listed) return [key, stops[0], stops[stops.length > 7 ? 7 : stops.length - 1]].join()
  const ends = stops.length ? [Number(stops[0]), Number(stops[stops.length - 1])] : [low, high]
  if (kind === "number") [ends[0], ends[1]] = is_whole ? [0, 20] : [-5, 5]
  if (name === "epochs") ends[0] = 1
  if (is_whole && !stops.length) ends[1] = Math.min(ends[0] + STEPS - 1, high)
  const steps = is_whole && !stops.length ? ends[1] - ends[0] + 1 : STEPS
  const scale = name === "learning_rate" || name === "epochs" ? "log" : "linear"
  return [key, ...ends.map(plain), steps, scale].join()
}

/**
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @returns {Form}
 */
export function createForm(root, { page, scenario, choose, look }) {
  const { controls } = PAGES[page]
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
    const range = element("div", "jr-lab-range", place)
    const [from, to, steps] = ["from", "to", "steps"].map((name) => field(range, name))
    const scale = select(range, "scale")
    for (const name of ["linear", "log"]) scale.add(new Option(name))
    const swept = () => controls.find(({ key }) => key === control.value)
    const text = () => {
      const one = swept()
      if (!one || one.kind === "choice") return control.value
      const ends = [from, to].map(typed)
      if (one.is_listed) return [control.value, ...ends].join()
      return [control.value, ...ends, steps.value, scale.value].join()
    }
    control.onchange = () => {
      const one = swept()
      showRange(one ? firstAxis(one) : "")
      tell()
    }
    for (const input of [from, to, steps, scale]) input.onchange = tell

    /**
     * Offer what decides a run; what was chosen before stays, and is said to be idle.
     * @param {string} chosen key
     * @param {string} other axis
     */
    function offer(chosen, other) {
      const known = sweepable(page, scenario, other)
      const options = controls.flatMap((one) => {
        const does = known.includes(one)
        const label = does ? one.label : `${one.label} (has no effect)`
        return does || one.key === chosen ? [new Option(label, one.key)] : []
      })
      if (index) options.unshift(new Option("nothing else", ""))
      const texts = (/** @type {Iterable<HTMLOptionElement>} */ some) =>
        [...some].map(({ text }) => text).join()
      if (texts(options) !== texts(control.options)) control.replaceChildren(...options)
      control.value = chosen
    }

    /** @param {string} axis */
    function showRange(axis) {
      const [, ...parts] = axis.split(",")
      const one = swept()
      range.hidden = !one || one.kind === "choice"
      for (const input of [steps, scale])
        input.parentElement?.toggleAttribute("hidden", Boolean(one?.is_listed))
      for (const [k, input] of [from, to, steps, scale].entries()) fill(input, parts[k] ?? "")
    }
    return {
      text,
      /** @param {string} axis @param {string} other */
      show(axis, other) {
        offer(axis.split(",")[0], other)
        showRange(axis)
      },
    }
  }

  return {
    show(own) {
      const axes = own.getAll("sweep")
      for (const [k, row] of rows.entries()) row.show(axes[k] ?? "", axes[1 - k] ?? "")
      shown.value = own.get("measure") ?? ""
    },
  }
}
