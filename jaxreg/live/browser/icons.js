// Buttons with an icon in place of words.

import { element } from "./elements.js"
import { setAttributes, svgElement } from "./svg.js"

/**
 * @param {Element} parent
 * @param {string} name what it is called
 * @param {string} d the icon's path, in a square of 24
 * @param {() => void} action
 */
export function iconButton(parent, name, d, action) {
  const button = element("button", "jr-icon", parent)
  svgElement("path", svgElement("svg", button, { viewBox: "0 0 24 24" }))
  button.onclick = action
  setIcon(button, name, d)
  return button
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} name
 * @param {string} d
 */
export function setIcon(button, name, d) {
  if (button.title === name) return
  setAttributes(button, { "aria-label": name, title: name })
  button.querySelector("path")?.setAttribute("d", d)
}
