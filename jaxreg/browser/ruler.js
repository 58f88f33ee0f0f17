// The learning-rate ruler under its slider: what each rate would do, and where it stands.

import { element } from "./elements.js"
import { svgElement } from "./svg.js"

const HEIGHT = 14
const NARROW = 6.5 // px that a letter of a zone's name needs
const shown = new WeakMap() // place -> what stands in it

// Where a learning rate changes its kind, as convergence.rate_marks has it.
function marksOf({ lowest, highest, scale: [epochs] }) {
  const shrunk = 1 - 0.1 ** (1 / epochs)
  const overshoot = 1 / highest
  return [Math.min(shrunk / lowest, overshoot), overshoot, 2 / (lowest + highest), 2 / highest]
}

// Draw a frame's ruler in its place among the page's controls; the zones are in order.
export function showRuler(place, { zones, where }, ruler) {
  // Most frames of a film leave it as it is, and to ask for its width costs a layout.
  const newest = JSON.stringify([ruler, innerWidth])
  if (!place || shown.get(place) === newest) return
  shown.set(place, newest)
  const [, rate, low, high] = ruler.scale
  const condition = ruler.highest / ruler.lowest
  const width = place.clientWidth
  const at = (value) => {
    const share = Math.log(value / low) / Math.log(high / low)
    return width * Math.min(Math.max(share, 0), 1)
  }
  const [crawl, overshoot, fastest, limit] = marksOf(ruler)
  const borders = [low, crawl, overshoot, limit, Infinity].map(at)
  const svg = svgElement("svg", null, { width, height: HEIGHT + 6, "aria-hidden": true })
  zones.forEach(({ name, colour }, k) => {
    const [left, right] = [borders[k], borders[k + 1]]
    if (right <= left) return
    svgElement("rect", svg, { x: left, y: 3, width: right - left, height: HEIGHT, fill: colour })
    if (right - left < NARROW * name.length) return
    const label = svgElement("text", svg, { x: (left + right) / 2, y: HEIGHT, "text-anchor": "middle" })
    label.textContent = name
  })
  for (const mark of [overshoot, fastest, limit])
    if (mark > low && mark < high)
      svgElement("path", svg, { d: `M${at(mark)},3v${HEIGHT}`, class: "jr-tick" })
  svgElement("path", svg, { d: `M${at(rate)},4l-5,-6h10zM${at(rate)},3v${HEIGHT}`, class: "jr-here" })
  const zone = zones[rate >= limit ? 3 : rate > overshoot ? 2 : rate >= crawl ? 1 : 0]
  const words = element("div", "jr-zone")
  element("b", "", words).textContent = zone.name
  words.append(`: ${zone.words}`)
  const numbers = element("div", "jr-marks")
  for (const [name, value] of [["1/λmax", overshoot], ["fastest", fastest], ["2/λmax", limit]])
    element("span", "", numbers).append(`${name} `, strong(short(value)))
  const last = element("div", "jr-marks")
  element("span", "", last).append("condition number ", strong(short(condition)))
  element("span", "", last).append(where)
  place.replaceChildren(svg, words, numbers, last)
}

function strong(text) {
  const created = element("b", "")
  created.textContent = text
  return created
}

// Three digits, as a person writes them.
function short(value) {
  if (!(value < 1e10)) return "∞" // beyond, it is rounding
  const rounded = Number(value.toPrecision(3))
  return rounded >= 1e6 || rounded < 1e-4 ? rounded.toExponential() : `${rounded}`
}
