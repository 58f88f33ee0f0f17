// The page's controls, in their places.

import { element } from "./elements.js"
import { createChoice, createNumber, createSlider } from "./fields.js"

/** @import { Control } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

const IN_SIGHT = ["training", "points"] // sections; others are folded, below the points
/** @typedef {{ control: Control, row: HTMLElement, show: (text: string | null) => void,
 *   disable: (isDisabled: boolean) => void }} Drawn */

/**
 * @param {Control[]} table
 * @param {Scenario} scenario
 */
export function createControls(table, scenario) {
  const roots = IN_SIGHT.map(() => element("div", "jr-control-list"))
  /** @type {Drawn[]} */
  const drawn = []
  /** @type {Map<string, HTMLElement>} */
  const sections = new Map()

  const makers = { slider: createSlider, number: createNumber, choice: createChoice }

  /** @param {Control} control */
  function add(control) {
    const row = element("div", `jr-control jr-${control.kind}`, placeOf(control.section))
    Object.assign(row.dataset, { key: control.key, name: control.name })
    drawn.push({ control, row, ...makers[control.kind](control, row, scenario) })
  }

  /** @param {string} section */
  function placeOf(section) {
    const place = sections.get(section) ?? createSection(section)
    sections.set(section, place)
    return place
  }

  /** @param {string} section */
  function createSection(section) {
    const index = IN_SIGHT.indexOf(section)
    if (index >= 0) return element("section", "", roots[index])
    const place = element("details", "jr-section", roots[1])
    element("summary", "", place).textContent = section
    return place
  }

  for (const section of new Set([...IN_SIGHT, ...table.map((control) => control.section)]))
    for (const control of table) if (control.section === section) add(control)

  return {
    roots,
    // Show the scenario as it is now.
    show() {
      for (const { control, show } of drawn) show(scenario.get(control.key))
    },
    /**
     * @param {string[]} unused keys of controls that are not to be seen
     * @param {string[]} disabled keys of those that cannot be moved
     * @param {string[] | null} named keys of the only ones that are to be seen; null: all
     */
    admit(unused, disabled, named) {
      for (const { control, row, disable } of drawn) {
        row.hidden = unused.includes(control.key) || named?.includes(control.key) === false
        disable(disabled.includes(control.key))
        // Where some alone are seen, none is folded.
        const place = row.parentElement
        if (named && !row.hidden && place instanceof HTMLDetailsElement) place.open = true
      }
    },
  }
}
