// SVG elements, and how lines and marks look: in the legends and in motion as in Plotly.

/** @import { Line, Marker } from "./protocol.js" */

/** @typedef {Record<string, string | number | boolean>} Attributes */

const SVG = "http://www.w3.org/2000/svg"

/**
 * A mark of radius r around (x, y), as Plotly draws it: a path's commands.
 * @type {Record<string, (x: number, y: number, r: number) => string>}
 */
const SYMBOLS = {
  circle: (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`,
  diamond: (x, y, r) => {
    const q = round(1.3 * r)
    return `M${x},${y - q}l${q},${q}l${-q},${q}l${-q},${-q}Z`
  },
  square: (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`,
  x: (x, y, r) => {
    const q = round(r * 0.57)
    // Right and down, in steps of q: + and -.
    const steps = "++ +- -- +- -- -+ -- -+ ++ -+ ++".split(" ")
    const by = (/** @type {string} */ sign) => (sign === "+" ? q : -q)
    return `M${x},${y + q}${steps.map(([right, down]) => `l${by(right)},${by(down)}`).join("")}Z`
  },
  star: (x, y, r) => {
    const tips = Array.from({ length: 10 }, (_, k) => {
      const far = r * (k % 2 ? 0.55 : 1.4)
      const turn = (Math.PI * k) / 5
      return `${round(x + far * Math.sin(turn))},${round(y - far * Math.cos(turn))}`
    })
    return `M${tips.join("L")}Z`
  },
}

/** @type {Record<string, string>} As Plotly has them at the widths that the lines have. */
const DASHES = {
  dash: "9 9",
  dot: "3 3",
  longdash: "15 15",
  dashdot: "9 3 3 3",
  longdashdot: "15 6 3 6",
}

/**
 * How a trace's marks look: the attributes of a path, whatever its place and size.
 * @param {Marker} marker
 */
export function markStyle({ symbol, color, line, opacity = 1 }) {
  const [fill, stroke] = symbol.endsWith("-open") ? ["none", color] : [color, line.color]
  return { fill, stroke, "stroke-width": line.width, opacity }
}

/** @param {Line} line */
export function lineStyle({ color, width, dash = "solid" }) {
  const dashes = DASHES[dash] ?? "none"
  return { fill: "none", stroke: color, "stroke-width": width, "stroke-dasharray": dashes }
}

/**
 * An arrow's head of length 2 r, its tip at (x, y), as seen from (fromX, fromY).
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function arrowPath(fromX, fromY, x, y, r) {
  const length = Math.hypot(x - fromX, y - fromY)
  if (!(length > 0)) return ""
  const [right, down] = [(x - fromX) / length, (y - fromY) / length]
  const corner = (/** @type {1 | -1} */ side) =>
    `${round(x - 2 * r * right - side * 0.5 * r * down)},${round(y - 2 * r * down + side * 0.5 * r * right)}`
  return `M${round(x)},${round(y)}L${corner(1)}L${corner(-1)}Z`
}

/**
 * @param {Marker} marker
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export const symbolPath = ({ symbol }, x, y, r) => SYMBOLS[symbol.replace("-open", "")](x, y, r)

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Element | null} parent
 * @param {Attributes} attributes
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svgElement(tag, parent, attributes = {}) {
  const created = document.createElementNS(SVG, tag)
  setAttributes(created, attributes)
  parent?.append(created)
  return created
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`)
}

/** @param {number} value */
export function round(value) {
  return Math.round(10 * value) / 10
}
