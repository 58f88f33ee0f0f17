// Fields of the Lab's forms.

import { element } from "./elements.js"

/** @param {HTMLElement} parent @param {string} name */
export function select(parent, name, isBare = false) {
  const label = element("label", "", parent)
  const words = element("span", isBare ? "jr-said" : "", label)
  words.textContent = name
  return element("select", "", label)
}

/** @param {HTMLElement} parent @param {string} name */
export function field(parent, name) {
  const label = element("label", "", parent)
  element("span", "", label).textContent = name
  const input = element("input", "", label)
  input.inputMode = "decimal"
  input.size = 7
  return input
}

/** @param {HTMLElement} parent @param {string} words */
export function group(parent, words) {
  const place = element("fieldset", "jr-lab-axis", parent)
  element("legend", "", place).textContent = words
  return place
}

/** What was typed, with a point. @param {HTMLInputElement} input */
export const typed = ({ value }) => value.trim().replace(",", ".")

/**
 * Show a field's value, unless a hand is there.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {string} value
 */
export function fill(input, value) {
  if (document.activeElement !== input && input.value !== value) input.value = value
}

/**
 * Offer a number, too: a link may have one that is not.
 * @param {HTMLSelectElement} select
 * @param {string} text
 */
export function offer(select, text) {
  const isThere = [...select.options].some(({ value }) => value === text)
  if (!isThere) select.add(new Option(Number(text).toLocaleString("en"), text))
}
