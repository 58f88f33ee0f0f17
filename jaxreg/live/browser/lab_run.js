// Whose run the Lab trains, which study it makes of it, and what it sets differently.

import { element } from "./elements.js"
import { select } from "./lab_fields.js"
import { STUDIES } from "./lab_studies.js"
import { PAGES } from "./pages.js"
import { difference } from "./pins.js"

/**
 * The studies to choose from.
 * @param {HTMLElement} parent
 * @param {(name: string) => void} choose
 */
export function createChoice(parent, choose) {
  const buttons = element("nav", "jr-lab-studies", parent)
  buttons.setAttribute("aria-label", "Studies")
  const all = Object.entries(STUDIES).map(([name, { label }]) => {
    const button = element("button", "", buttons)
    button.textContent = label
    button.onclick = () => choose(name)
    return /** @type {const} */ ([name, button])
  })
  const words = element("p", "", parent)
  return {
    /** @param {string} name */
    show(name) {
      for (const [key, button] of all) {
        if (key === name) button.setAttribute("aria-current", "true")
        else button.removeAttribute("aria-current")
      }
      words.textContent = STUDIES[name].words
    },
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} page
 * @param {URLSearchParams} scenario
 * @param {(page: string) => void} turn to another page's run
 */
export function createRun(root, page, scenario, turn) {
  const run = select(root, "Run of")
  for (const [key, { title }] of Object.entries(PAGES)) run.add(new Option(title, key))
  run.value = page
  run.onchange = () => turn(run.value)
  const note = element("p", "jr-note", root)
  return {
    /** @param {string[]} chosen keys that are shown elsewhere */
    show(chosen) {
      const others = [...scenario].filter(([key]) => key !== "pins" && !chosen.includes(key))
      note.textContent = others.length
        ? `With ${difference(PAGES[page], new Map(others), new Map()).replaceAll(" · ", ", ")}.`
        : "All other controls are at their defaults. “Lab” on a page takes its run along."
    },
  }
}
