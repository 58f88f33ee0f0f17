// The keys of the page, wherever the focus is but in a field that takes text.

import { isPresented } from "./screen.js"

const KEEPS_ARROWS = "input, select, textarea, [role=slider]"
const TAKES_TEXT =
  "input:not([type=range], [type=radio], [type=checkbox], [type=button]), textarea, select, " +
  "[contenteditable=true], [role=grid], canvas, [role=dialog] *, dialog *"
const PRESSES = "button, a, summary, [role=button], [role=radio], [role=tab], input[type=radio]"

/**
 * Listen to the keys of a page until the function that is returned is called.
 * @param {Record<string, () => void>} actions by the key's name: "N", "Shift+N", and
 *   "Ctrl+Z" also for Command
 */
export function listenToKeys(actions) {
  const listen = (/** @type {KeyboardEvent} */ event) => {
    const { target, altKey, repeat } = event
    const name = nameOf(event)
    const action = actions[name]
    if (!action || altKey || event.defaultPrevented || !(target instanceof Element)) return
    if (target.closest(TAKES_TEXT) && !isClicker(name)) return
    if (name === "Escape" && document.querySelector(":popover-open")) return // it closes that
    if (name.startsWith("Arrow") && target.closest(KEEPS_ARROWS)) return
    // Who came to a button by keys presses it; who clicked it has done so.
    if (name === " " && target.closest(PRESSES) && target.matches(":focus-visible")) return
    event.preventDefault()
    if (repeat && !name.startsWith("Arrow")) return
    action()
  }
  window.addEventListener("keydown", listen)
  return () => window.removeEventListener("keydown", listen)
}

/**
 * Whether a key is one of a lecturer's clicker, which means the cards wherever the focus is.
 * @param {string} key
 */
export const isClicker = (key) => key.startsWith("Page") && isPresented()

/** @param {KeyboardEvent} event */
function nameOf({ key, shiftKey, ctrlKey, metaKey }) {
  const name = key.length === 1 ? key.toUpperCase() : key
  const isLetter = /^[A-Z]$/.test(name)
  return `${ctrlKey || metaKey ? "Ctrl+" : ""}${shiftKey && isLetter ? "Shift+" : ""}${name}`
}
