// The page's controls, in their places.

import { createChoiceMenu, isMenu } from "./choice_menu.js"
import { element } from "./elements.js"
import { createChoice, createNumber, createSlider } from "./fields.js"
import { axesOf } from "./plane.js"

/** @import { Control, Place } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

const IN_SIGHT = ["training", "points"] // sections; others are folded, below the points
const IN_BAR = "explain" // one that stands elsewhere
const PLANE = ["across", "up"] // controls of what the landscape is over, which it shows itself
/** @typedef {{ control: Control, row: HTMLElement, show: (text: string | null) => void,
 *   disable: (isDisabled: boolean) => void, offer?: (options: string[]) => void }} Drawn */

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
  /** @type {string[]} */
  let plane = [] // what the landscape is over

  const makers = { slider: createSlider, number: createNumber, choice: createChoice }

  /** @param {Control} control */
  function add(control) {
    const row = element("div", `jr-control jr-${control.kind}`, placeOf(control.section))
    Object.assign(row.dataset, { key: control.key, name: control.name })
    const axis = PLANE.indexOf(control.name)
    const asked = axis < 0 ? scenario : { ...scenario, choose: otherwise(axis) }
    const make = isMenu(control) ? createChoiceMenu : makers[control.kind]
    drawn.push({ control, row, ...make(control, row, asked) })
  }

  /**
   * Choose what an axis of the landscape has. The other one takes what it had, if both would
   * have the same.
   * @param {number} axis
   */
  function otherwise(axis) {
    return (/** @type {Record<string, string | null>} */ changes) => {
      const [to] = Object.values(changes)
      const other = table.find(({ name }) => name === PLANE[1 - axis])?.key ?? ""
      if (to === plane[1 - axis]) scenario.choose({ ...changes, [other]: plane[axis] })
      else scenario.choose(changes)
    }
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

  const listed = table.filter(({ section }) => section !== IN_BAR)
  for (const section of new Set([...IN_SIGHT, ...listed.map((control) => control.section)]))
    for (const control of listed) if (control.section === section) add(control)

  return {
    roots,
    // Show the scenario as it is now.
    show() {
      for (const { control, show } of drawn)
        if (!PLANE.includes(control.name)) show(scenario.get(control.key))
    },
    /**
     * Offer the parameters that a run has, if there are more than two, and show which its
     * landscape is over.
     * @param {Place} units of the landscape
     */
    suit(units) {
      const names = [...units.factors.slice(1).map((_, k) => `W${k + 1}`), "b"]
      plane = axesOf(units).map((k) => names[k])
      for (const { control, row, show, offer } of drawn) {
        const axis = PLANE.indexOf(control.name)
        if (axis < 0) continue
        row.classList.toggle("jr-idle", names.length < 3)
        offer?.(names)
        show(plane[axis])
      }
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
