// The learning-rate ruler under its slider: what is certain of each rate, where the slider
// stands, and what the run did. Its words are the server's.

import { element } from "./elements.js"
import { short } from "./numbers.js"
import { svgElement } from "./svg.js"

/** @import { Frame } from "./protocol.js" */

const HEIGHT = 14
const LETTER = 5.6 // px that a letter of a zone's name needs
/** @type {WeakMap<Element, string>} */
const shown = new WeakMap() // place -> what stands in it

/**
 * Draw a frame's ruler in its place among the page's controls.
 * @param {Element | null} place
 * @param {Frame["ruler"]} ruler
 */
export function showRuler(place, ruler) {
  // Most frames of a film leave it as it is, and to ask for its width costs a layout.
  const newest = JSON.stringify([ruler, innerWidth])
  if (!place || shown.get(place) === newest || !place.clientWidth) return
  shown.set(place, newest)
  const { did, title, marks, facts, here } = ruler
  const said = element("div", "jr-did")
  said.textContent = did
  const rates = element("div", "jr-marks")
  if (title) element("span", "", rates).textContent = title
  for (const { name, text } of marks) addFact(rates, name, text)
  const rest = element("div", "jr-marks")
  for (const [name, text] of facts) addFact(rest, name, text)
  if (here !== null) addFact(rest, `${title.replace(":", "")} here`, short(here))
  const scale = ruler.zones.length ? [drawing(ruler, place.clientWidth)] : []
  place.replaceChildren(...scale, said, rates, rest)
}

/**
 * Where a rate stands between the slider's ends, 0 to 1.
 * @param {number} rate
 * @param {{ low: number, high: number }} ruler
 */
export const shareAt = (rate, { low, high }) => Math.log(rate / low) / Math.log(high / low)

/**
 * @param {Frame["ruler"]} ruler
 * @param {number} width
 */
function drawing(ruler, width) {
  const { rate, low, high, zones, marks, here } = ruler
  const svg = svgElement("svg", null, { width, height: HEIGHT + 6, "aria-hidden": true })
  const at = (/** @type {number} */ value) => width * shareAt(value, ruler)
  for (const { name, colour, start, end } of zones) {
    const [x, length] = [at(start), at(end) - at(start)]
    svgElement("rect", svg, { x, y: 3, width: length, height: HEIGHT, fill: colour })
    if (length < LETTER * name.length) continue
    const middle = { x: x + length / 2, y: HEIGHT, "text-anchor": "middle" }
    svgElement("text", svg, middle).textContent = name
  }
  const tick = (/** @type {number} */ value, /** @type {string} */ name) => {
    if (value > low && value < high)
      svgElement("path", svg, { d: `M${at(value)},3v${HEIGHT}`, class: name })
  }
  for (const mark of marks) tick(mark.rate, "jr-tick")
  if (here !== null) tick(here, "jr-shown")
  const d = `M${at(rate)},4l-5,-6h10zM${at(rate)},3v${HEIGHT}`
  svgElement("path", svg, { d, class: "jr-here" })
  return svg
}

/**
 * @param {Element} line
 * @param {string} name
 * @param {string} text
 */
function addFact(line, name, text) {
  const bold = element("b", "")
  bold.textContent = text
  element("span", "", line).append(`${name} `, bold)
}
