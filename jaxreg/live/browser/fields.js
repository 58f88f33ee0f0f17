// The kinds of controls: a slider with its number, a number alone, a choice.

import { element } from "./elements.js"
import { listenToHand } from "./finger.js"
import { isClicker } from "./keys.js"
import { scaleOf, typedText } from "./scale.js"
import { setAttributes } from "./svg.js"

/** @import { Control } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

const ROW = 30 // letters of options that fit beside one another
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
/** @type {Record<string, number>} */
const ARROWS = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
}

/**
 * @param {Control} control
 * @param {HTMLElement} row
 * @param {Scenario} scenario
 */
export function createSlider(control, row, scenario) {
  const { key } = control
  const typed = createTyped(control, row, scenario)
  const input = element("input", "jr-range", row)
  const scale = scaleOf(control)
  Object.assign(input, { type: "range", step: "any", id: `jr-${key}` })
  typed.label.htmlFor = input.id
  input.setAttribute("aria-describedby", typed.help.id)
  if (control.group === "seed") addNext()
  if (control.name === "learning_rate") element("div", "jr-ruler", row)

  listenToHand(input, {
    moved: () => scenario.set({ [key]: scale.textAt(Number(input.value)) }),
    settled: () => scenario.settle(),
    cancelled() {
      scenario.revert()
      input.value = `${scale.positionOf(Number(scenario.get(key)))}`
    },
  })
  input.onkeydown = (event) => {
    const [low, high] = [Number(input.min), Number(input.max)]
    const at = scale.positionOf(Number(scenario.get(key)))
    const by = ARROWS[event.key]
    /** @type {number | undefined} */
    let to
    if (by) to = by > 0 ? Math.floor(at + 1e-6) + by : Math.ceil(at - 1e-6) + by
    if (event.key === "Home") to = low
    if (event.key === "End") to = high
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (isClicker(event.key)) return
    event.preventDefault()
    scenario.set({ [key]: scale.textAt(Math.min(Math.max(to, low), high)) })
  }
  input.onkeyup = () => scenario.settle()
  input.onblur = () => scenario.settle()

  function addNext() {
    const next = element("button", "jr-next", typed.head)
    next.textContent = "Next"
    next.title = `The next ${control.label.toLowerCase()}.`
    next.onclick = () => {
      const value = Number(scenario.get(key))
      scenario.choose({ [key]: `${value === control.high ? control.low : value + 1}` })
    }
  }

  return {
    /** @param {string | null} text */
    show(text) {
      typed.show(text)
      const value = Number(text)
      if (document.activeElement !== input || !input.matches(":active")) {
        const [low, high] = scale.ends(value).map(String)
        if (input.min !== low) input.min = low
        if (input.max !== high) input.max = high
      }
      const at = `${scale.positionOf(value)}`
      if (!input.matches(":active")) input.value = at
      input.setAttribute("aria-valuetext", `${text}`)
      const share = (Number(at) - Number(input.min)) / (Number(input.max) - Number(input.min))
      input.style.setProperty("--share", `${100 * Math.min(Math.max(share, 0), 1)}%`)
    },
    /** @param {boolean} isDisabled */
    disable(isDisabled) {
      input.disabled = isDisabled
      typed.disable(isDisabled)
    },
  }
}

/**
 * @param {Control} control
 * @param {HTMLElement} row
 * @param {Scenario} scenario
 */
export function createNumber(control, row, scenario) {
  return createTyped(control, row, scenario)
}

/**
 * A label and a field for its number. What cannot be used is said beside the field, and
 * changes nothing.
 * @param {Control} control
 * @param {HTMLElement} row
 * @param {Scenario} scenario
 */
function createTyped(control, row, scenario) {
  const { key } = control
  const head = element("div", "jr-control-head", row)
  const label = element("label", "", head)
  label.textContent = control.label
  const help = createHelp(control, head)
  const field = element("input", "jr-field-of", head)
  const refusal = element("p", "jr-refused", row)
  Object.assign(field, {
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    id: `jr-${key}-field`,
  })
  if (control.kind === "number") label.htmlFor = field.id
  setAttributes(field, { "aria-label": control.label, "aria-describedby": help.id })
  refusal.setAttribute("role", "alert")
  refusal.hidden = true
  let shown = ""

  /** @param {string} words */
  function refuse(words) {
    refusal.textContent = words
    refusal.hidden = !words
    field.setAttribute("aria-invalid", `${Boolean(words)}`)
  }

  field.onchange = () => {
    const isEmpty = !field.value.trim()
    if (isEmpty && control.default === null) {
      refuse("")
      return scenario.choose({ [key]: null })
    }
    const text = typedText(control, field.value)
    if (text === null)
      return refuse(`${control.label}: “${field.value.slice(0, 20)}” is not ${control.allowed}.`)
    refuse("")
    field.value = text
    scenario.choose({ [key]: text })
  }
  field.onfocus = () => field.select()
  field.onblur = () => {
    if (refusal.hidden) return
    refuse("")
    field.value = shown
  }
  field.onkeydown = ({ key: pressed }) => {
    if (pressed === "Escape") field.value = shown
  }

  return {
    head,
    label,
    help,
    /** @param {string | null} text */
    show(text) {
      const isBeingTyped = document.activeElement === field && field.value !== shown
      shown = text ?? ""
      if (!isBeingTyped) field.value = shown
    },
    /** @param {boolean} isDisabled */
    disable(isDisabled) {
      field.disabled = isDisabled
    },
  }
}

/**
 * @param {Control} control
 * @param {HTMLElement} row
 * @param {Scenario} scenario
 */
export function createChoice(control, row, scenario) {
  const { key, label, stops } = control
  const name = element("span", "", row)
  name.textContent = label
  name.id = `jr-${key}-label`
  const help = createHelp(control, row)
  const isLong = stops.join("").length > ROW
  const isSquare = isLong && stops.length === 4 && stops.every(({ length }) => length < ROW / 2)
  const shape = isSquare ? " jr-square" : isLong ? " jr-column" : ""
  const buttons = element("div", `jr-options${shape}`, row)
  setAttributes(buttons, {
    role: "radiogroup",
    "aria-labelledby": name.id,
    "aria-describedby": help.id,
  })
  const inputs = stops.map((option) => {
    const place = element("label", "", buttons)
    const input = element("input", "", place)
    Object.assign(input, { type: "radio", name: `jr-${key}`, value: option })
    input.onchange = () => scenario.choose({ [key]: option })
    place.append(written(option))
    return input
  })
  return {
    /** @param {string | null} text */
    show(text) {
      for (const input of inputs) input.checked = input.value === text
    },
    /** @param {boolean} isDisabled */
    disable(isDisabled) {
      for (const input of inputs) input.disabled = isDisabled
    },
    /** @param {string[]} options those that are to be seen */
    offer(options) {
      for (const { value, labels } of inputs)
        for (const place of labels ?? []) place.hidden = !options.includes(value)
    },
  }
}

/** A weight's name as it is written. @param {string} option */
const written = (option) => option.replace(/^W(\d)$/, (_, digit) => `W${SUBSCRIPTS[digit]}`)

/**
 * A sign that shows what a control is for, when it is pointed at or pressed.
 * @param {{ key: string, label: string, help: string }} control
 * @param {Element} place
 */
export function createHelp({ key, label, help }, place) {
  const sign = element("button", "jr-help", place)
  const words = element("span", "jr-help-words", place)
  sign.textContent = "?"
  sign.tabIndex = -1 // who uses keys hears it as the description of the control itself
  setAttributes(sign, { "aria-label": `What is ${label}?`, type: "button" })
  words.id = `jr-${key}-help`
  words.textContent = help
  words.setAttribute("role", "tooltip")
  sign.onclick = () => words.classList.toggle("jr-open")
  sign.onblur = () => words.classList.remove("jr-open")
  return words
}
