// The bar on top of the page: examples, what is explained, steps back and forth, what is
// shared, and what can be taken away.

import { element } from "./elements.js"
import { createHelp } from "./fields.js"
import { iconButton } from "./icons.js"
import { createMenu } from "./menu.js"
import { createPlaces, LAB } from "./places.js"
import { createShare } from "./share.js"

/** @import { Control, PageTable } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

const UNDO =
  "M12.5 8H7.8l3-3L9.4 3.6 4 9l5.4 5.4 1.4-1.4-3-3h4.7a4 4 0 0 1 0 8H7v2h5.5a6 6 0 0 0 0-12z"

/**
 * @param {Record<string, PageTable>} pages
 * @param {string} page the one that is open
 * @param {Scenario} scenario
 * @param {{ choose: (query: string) => void, open: (page: string) => void,
 *   sweep: () => void, lessons: (menu: ReturnType<typeof createMenu>) => void,
 *   save: () => Record<string, () => void> }} on
 *   choose: a preset; open: another page; sweep: the scenario in the Lab; lessons: fill their menu; save: what can be taken
 *   away by now, by its name
 */
export function createBar(pages, page, scenario, { choose, open, sweep, lessons, save }) {
  const { title, presets, controls } = pages[page]
  const root = element("div", "jr-top")
  createPlaces(root, pages, page, (place) => (place === LAB ? sweep() : open(place)))
  const examples = createMenu(root, "Examples")
  const items = [...presets, { name: "Reset", query: "", look: "All controls at their defaults." }]
  for (const { name, look, query } of items) examples.add(name, () => choose(query), look)
  const menu = createMenu(root, "Lessons")
  menu.button.addEventListener("click", () => lessons(menu))
  const explain = createExplain(root, controls, scenario)
  const undo = iconButton(root, "Undo", UNDO, () => history.back())
  const redo = iconButton(root, "Redo", UNDO, () => history.forward())
  redo.classList.add("jr-mirrored")
  createShare(root, controls, title)
  const saved = createMenu(root, "Save")
  saved.button.addEventListener("click", () => {
    saved.clear()
    for (const [name, action] of Object.entries(save())) saved.add(name, action)
  })

  return {
    root,
    // Show the scenario as it is now.
    show() {
      explain.show()
      undo.disabled = !scenario.canUndo()
      redo.disabled = !scenario.canRedo()
    },
    /** @param {number} by the next preset, or the one before */
    step(by) {
      const at = presets.findIndex(({ query }) => query === scenario.text())
      const next = at < 0 ? (by > 0 ? 0 : presets.length - 1) : at + by
      choose(presets[(next + presets.length) % presets.length].query)
    },
  }
}

/**
 * @param {Element} parent
 * @param {Control[]} controls
 * @param {Scenario} scenario
 */
function createExplain(parent, controls, scenario) {
  const control = controls.find(({ section }) => section === "explain")
  const label = element("label", "jr-explain", parent)
  const select = element("select", "", label)
  if (!control) return { show() {} }
  label.prepend(control.label)
  for (const option of control.stops) select.add(new Option(option))
  select.setAttribute("aria-describedby", createHelp(control, parent).id)
  select.onchange = () => scenario.choose({ [control.key]: select.value })
  return {
    show() {
      select.value = scenario.get(control.key) ?? ""
    },
  }
}
