// The pinned runs below the film's bar: of each its look and how it differs, which also
// swaps it with the run that is shown, and what takes it away; and the button that pins.

import { element } from "./elements.js"
import { ghostSwatch, MOST } from "./ghosts.js"
import { rowBelow } from "./tools.js"

/** @import { createElements } from "./elements.js" */
/** @typedef {{ slot: number, name: string, note: string }} Pin note: what of it is not drawn */
/** @typedef {{ pin: () => void, branch: () => void, swap: (slot: number) => void, drop: (slot: number) => void,
 *   clear: () => void }} Actions */

const BRANCH = "Go on from the shown epoch in another way, and keep what would have come (Shift+K)"

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {Actions} [actions] without them it is a legend
 */
export function createPinRow({ bar, equation }, actions) {
  const root = rowBelow(bar, "jr-pins", "Pinned runs")
  const list = element("div", "jr-pin-list", root)
  const said = element("p", "jr-pins-said", root)
  said.setAttribute("role", "status")
  const pinButton = actions && textButton("Pin", "jr-pin", actions.pin)
  const clearButton = actions && textButton("Clear", "jr-unpin-all", actions.clear)
  const branchButton = actions && textButton("Branch", "jr-branch", actions.branch)
  branchButton?.setAttribute("title", BRANCH)
  if (pinButton && branchButton) equation.after(branchButton, pinButton)
  if (clearButton) list.append(clearButton)
  clearButton?.setAttribute("title", "Take all pinned runs away")
  /** @type {Map<number, ReturnType<typeof createPin>>} */
  const shown = new Map()

  /** @param {number} slot */
  function createPin(slot) {
    const pin = element("span", "jr-pinned")
    pin.dataset.slot = `${slot}`
    const after = [...list.querySelectorAll("span")].find(
      ({ dataset }) => Number(dataset.slot) > slot,
    )
    list.insertBefore(pin, after ?? clearButton ?? null)
    const main = element(actions ? "button" : "span", "jr-pin-name", pin)
    main.append(ghostSwatch(slot))
    const text = element("span", "", main)
    if (actions) element("i", "jr-pin-swap", main).textContent = "⇄"
    if (actions) main.onclick = () => actions.swap(slot)
    const away = actions && textButton("×", "jr-unpin", () => actions.drop(slot))
    if (away) pin.append(away)

    /** @param {Pin} newPin */
    function show({ name, note }) {
      if (text.textContent !== name) text.textContent = name
      const offer = actions ? ". Swap it with the run that is shown." : ""
      main.title = name + (note && ` (${note})`) + offer
      if (actions) main.setAttribute("aria-label", `${name}: swap it with the run that is shown`)
      away?.setAttribute("aria-label", `Take away: ${name}`)
    }
    return { pin, show }
  }

  /**
   * @param {Pin[]} pins
   * @param {string} words on those that are not shown
   * @param {boolean} isPinned whether the run that is shown is one of them
   */
  function show(pins, words, isPinned) {
    const hadFocus = list.contains(document.activeElement)
    for (const [slot, { pin }] of shown)
      if (!pins.some((one) => one.slot === slot)) {
        pin.remove()
        shown.delete(slot)
      }
    for (const one of pins) {
      const pin = shown.get(one.slot) ?? createPin(one.slot)
      shown.set(one.slot, pin)
      pin.show(one)
    }
    if (hadFocus && !list.contains(document.activeElement)) pinButton?.focus()
    if (said.textContent !== words) said.textContent = words
    root.hidden = !pins.length && !words
    if (clearButton) clearButton.hidden = pins.length < 2
    if (pinButton) describe(pinButton, isPinned, pins.length >= MOST)
  }

  return { show }
}

/** @param {HTMLElement} button @param {boolean} isPinned @param {boolean} isFull */
function describe(button, isPinned, isFull) {
  const title = isPinned
    ? "This run is pinned. Change something, and both are shown."
    : isFull
      ? `${MOST} runs are pinned. Take one away to pin another.`
      : "Pin this run, to compare it with what comes next (K)"
  if (button.title === title) return
  button.title = title
  // Not disabled, or who comes by keys would lose the focus.
  button.setAttribute("aria-disabled", `${isPinned || isFull}`)
}

/** @param {string} text @param {string} className @param {() => void} action */
function textButton(text, className, action) {
  const button = element("button", className)
  button.textContent = text
  button.onclick = action
  return button
}
