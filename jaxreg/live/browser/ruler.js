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
  if (!place || shown.get(place) === newest) return
  shown.set(place, newest)
  const { did, title, marks, facts, curvature } = ruler
  const here = curvature === null ? [] : [2 / curvature]
  const said = element("div", "jr-did")
  said.textContent = did
  const rates = element("div", "jr-marks")
  if (title) element("span", "", rates).textContent = title
  for (const { name, text } of marks) addFact(rates, name, text)
  const rest = element("div", "jr-marks")
  for (const [name, text] of facts) addFact(rest, name, text)
  for (const rate of here) addFact(rest, "2/λmax here", short(rate))
  place.replaceChildren(drawing(ruler, here, place.clientWidth), said, rates, rest)
}

/**
 * Where a rate stands between the slider's ends, 0 to 1: null is one without an end.
 * @param {number | null} rate
 * @param {{ low: number, high: number }} ruler
 */
export function shareAt(rate, { low, high }) {
  const share = Math.log((rate ?? Infinity) / low) / Math.log(high / low)
  return Math.min(Math.max(share, 0), 1)
}

/**
 * The zones that have a part of the ruler, and from where to where, 0 to 1.
 * @param {Pick<Frame["ruler"], "low" | "high" | "zones">} ruler
 */
export function zoneParts(ruler) {
  let from = 0
  const parts = ruler.zones.map(({ name, colour, end }) => {
    const part = { name, colour, from, to: Math.max(from, shareAt(end, ruler)) }
    from = part.to
    return part
  })
  return parts.filter(({ from, to }) => to > from)
}

/**
 * @param {Frame["ruler"]} ruler
 * @param {number[]} here rates of this frame alone
 * @param {number} width
 */
function drawing(ruler, here, width) {
  const { rate, low, high, marks } = ruler
  const svg = svgElement("svg", null, { width, height: HEIGHT + 6, "aria-hidden": true })
  const at = (/** @type {number | null} */ value) => width * shareAt(value, ruler)
  for (const { name, colour, from, to } of zoneParts(ruler)) {
    const [x, length] = [width * from, width * (to - from)]
    svgElement("rect", svg, { x, y: 3, width: length, height: HEIGHT, fill: colour })
    if (length < LETTER * name.length) continue
    const middle = { x: x + length / 2, y: HEIGHT, "text-anchor": "middle" }
    svgElement("text", svg, middle).textContent = name
  }
  const tick = (/** @type {number | null} */ value, /** @type {string} */ name) => {
    if (value !== null && value > low && value < high)
      svgElement("path", svg, { d: `M${at(value)},3v${HEIGHT}`, class: name })
  }
  for (const mark of marks) tick(mark.rate, "jr-tick")
  for (const value of here) tick(value, "jr-shown")
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
