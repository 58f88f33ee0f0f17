// The learning-rate ruler under its slider: what is certain of each rate, where the slider
// stands, and what the run did. Its words are the server's.

import { element } from "./elements.js"
import { svgElement } from "./svg.js"

const HEIGHT = 14
const LETTER = 5.6 // px that a letter of a zone's name needs
const shown = new WeakMap() // place -> what stands in it

// Draw a frame's ruler in its place among the page's controls.
export function showRuler(place, ruler) {
  // Most frames of a film leave it as it is, and to ask for its width costs a layout.
  const newest = JSON.stringify([ruler, innerWidth])
  if (!place || shown.get(place) === newest) return
  shown.set(place, newest)
  const { did, title, marks, facts, curvature } = ruler
  const isLocal = curvature !== null && curvature !== undefined
  const here = isLocal ? [2 / curvature] : []
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

function drawing({ rate, low, high, zones, marks }, here, width) {
  const svg = svgElement("svg", null, { width, height: HEIGHT + 6, "aria-hidden": true })
  const at = (value) => {
    const share = Math.log((value ?? Infinity) / low) / Math.log(high / low)
    return width * Math.min(Math.max(share, 0), 1)
  }
  let left = 0
  for (const { name, colour, end } of zones) {
    const right = at(end)
    if (right <= left) continue
    svgElement("rect", svg, { x: left, y: 3, width: right - left, height: HEIGHT, fill: colour })
    if (right - left >= LETTER * name.length) {
      const middle = (left + right) / 2
      const label = svgElement("text", svg, { x: middle, y: HEIGHT, "text-anchor": "middle" })
      label.textContent = name
    }
    left = right
  }
  const tick = (value, name) => {
    if (value > low && value < high)
      svgElement("path", svg, { d: `M${at(value)},3v${HEIGHT}`, class: name })
  }
  for (const mark of marks) tick(mark.rate, "jr-tick")
  for (const value of here) tick(value, "jr-shown")
  svgElement("path", svg, { d: `M${at(rate)},4l-5,-6h10zM${at(rate)},3v${HEIGHT}`, class: "jr-here" })
  return svg
}

function addFact(line, name, text) {
  const bold = element("b", "")
  bold.textContent = text
  element("span", "", line).append(`${name} `, bold)
}

// Three digits, as the server writes them.
function short(value) {
  if (!(value < 1e30)) return ">1e30"
  const rounded = Number(value.toPrecision(3))
  if (rounded >= 1e-4 && rounded < 1e5) return `${rounded}`
  return value.toExponential(1).replace("e+", "e")
}
