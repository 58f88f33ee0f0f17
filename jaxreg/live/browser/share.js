// The menu that shares the page: its link, and the line that shows it in another page.

import { element } from "./elements.js"
import { createMenu } from "./menu.js"

/** @import { Control } from "./protocol.js" */

const NAME = "Share"
const SAID_MS = 2000
const SIZE = { width: 960, height: 600 }
const KEPT = ["learning_rate", "epochs"] // the controls that another page has, too

/**
 * @param {Element} parent
 * @param {Control[]} controls
 * @param {string} title
 */
export function createShare(parent, controls, title) {
  const { button, add } = createMenu(parent, NAME)
  button.classList.add("jr-share")

  /**
   * @param {string} what
   * @param {string} text
   */
  async function copy(what, text) {
    button.textContent = (await copyText(text)) ? `${what} copied` : "Not copied"
    setTimeout(() => (button.textContent = NAME), SAID_MS)
  }

  const keys = controls.filter(({ name }) => KEPT.includes(name)).map(({ key }) => key)
  const link = () => copy("Link", location.href)
  const frame = () => copy("Iframe", frameOf(keys, title))
  const first = add("Copy link", link, "This run, at the shown epoch")
  first.autofocus = true // Enter opens the menu and, once more, copies
  add("Copy iframe", frame, "Charts and two sliders, for a course page")
}

/**
 * @param {string[]} keys of the controls that are to be seen
 * @param {string} title
 */
function frameOf(keys, title) {
  const source = new URL(location.href)
  source.searchParams.delete("present")
  source.searchParams.set("embed", "true")
  source.searchParams.delete("controls")
  source.hash = ""
  const frame = element("iframe", "")
  frame.removeAttribute("class")
  Object.assign(frame, { src: `${source}&controls=${keys}`, title, ...SIZE })
  return frame.outerHTML
}

/** @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Over plain HTTP from another machine there is no clipboard, but the old way.
    const area = element("textarea", "jr-said", document.body)
    area.value = text
    area.select()
    const copied = document.execCommand("copy")
    area.remove()
    return copied
  }
}
