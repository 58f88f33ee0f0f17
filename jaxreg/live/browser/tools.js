// Tools of the chart: a button above it begins one, and a row below the film's bar says more.

import { element } from "./elements.js"

const OF_HANDS = "jr-hands"

/**
 * A row that is not yet to be seen.
 * @param {Element} bar
 * @param {string} kind its class
 * @param {string} label
 */
export function rowBelow(bar, kind, label) {
  const row = element("section", kind)
  bar.after(row)
  row.hidden = true
  row.setAttribute("aria-label", label)
  return row
}

/**
 * The same for what a hand does in the chart: such rows share a place.
 * @param {Element} bar
 * @param {string} kind
 * @param {string} label
 */
export function handRowBelow(bar, kind, label) {
  const row = rowBelow(bar, kind, label)
  const place = bar.parentElement?.querySelector(`.${OF_HANDS}`) ?? element("div", OF_HANDS)
  if (!place.parentElement) bar.after(place)
  place.append(row)
  return row
}

/**
 * The button that ends a tool, in its row.
 * @param {Element} row
 * @param {string} end what it does
 * @param {() => void} toggle
 */
export function endButton(row, end, toggle) {
  const button = element("button", "jr-away", row)
  Object.assign(button, { textContent: "×", title: end, onclick: toggle })
  button.setAttribute("aria-label", end)
  return button
}

/**
 * The button that begins a tool, and ends it.
 * @param {Element} before it
 * @param {string} text
 * @param {{ begin: string, end: string }} titles
 * @param {() => void} toggle
 */
export function toolButton(before, text, { begin, end }, toggle) {
  const button = element("button", "")
  Object.assign(button, { textContent: text, onclick: toggle })
  before.after(button)
  return {
    button,
    /**
     * @param {boolean} isOn
     * @param {boolean} isUseless where it is not on
     * @param {string} reason why, if that is to be said
     */
    show(isOn, isUseless = false, reason = "") {
      const title = isOn ? end : reason || begin
      if (button.title !== title) button.title = title
      button.setAttribute("aria-pressed", `${isOn}`)
      button.setAttribute("aria-disabled", `${isUseless && !isOn}`)
    },
  }
}
