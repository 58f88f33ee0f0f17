// The probability of class 1 in motion, as colours: where the logit is linear a gradient of
// SVG, which is exact, else an image, whose dots the browser smooths.

import { coefficients } from "./conic.js"
import { predict } from "./features.js"
import { setAttributes, svgElement } from "./svg.js"

/** @import { Coefficients } from "./conic.js" */
/** @import { Scale } from "./motion.js" */
/** @import { Params, Trace } from "./protocol.js" */
/** @import { Attributes } from "./svg.js" */

const LOGITS = 8 // a gradient goes from -8 to 8: P(class 1) 0.0003 to 0.9997
const DOT = 6 // pixels, across and down
const SHADES = 256
let created = 0

/** @param {SVGElement} root of the chart in motion, over which nothing else is drawn */
export function createField(root) {
  const gradient = svgElement("linearGradient", svgElement("defs", root), {
    id: `jr-field-${++created}`,
    gradientUnits: "userSpaceOnUse",
  })
  /** @type {HTMLCanvasElement | undefined} */
  let canvas

  /**
   * Show the field of a model; returns the shapes that do, if they are not the image.
   * @param {Trace} trace
   * @param {Params<number>} params
   * @param {Scale} toX
   * @param {Scale} toY
   * @param {number} width
   * @param {number} height
   * @returns {Attributes[]}
   */
  function show(trace, params, toX, toY, width, height) {
    if (params.features) {
      canvas ??= document.createElement("canvas")
      canvas.setAttribute("class", "jr-motion")
      canvas.style.cssText = `${root.style.cssText}; opacity: ${trace.opacity ?? 1}`
      root.before(canvas)
      const columns = Math.ceil(width / DOT)
      const rows = Math.ceil(height / DOT)
      Object.assign(canvas, { width: columns, height: rows })
      const at = inverse(toX)
      const up = inverse(toY)
      const z = (/** @type {number} */ x1, /** @type {number} */ x2) => predict(params, x1, x2)
      const c = coefficients(z, [at(0), at(width)], [up(height), up(0)])
      const colours = image(probabilities(c, columns, rows), trace.colorscale)
      canvas.getContext("2d")?.putImageData(new ImageData(colours, columns), 0, 0)
      return []
    }
    canvas?.remove()
    return linear(gradient, trace, params, toX, toY, width, height)
  }

  return { show }
}

/** @param {Scale} scale a linear one */
function inverse(scale) {
  const by = scale(1) - scale(0)
  return (/** @type {number} */ pixel) => (pixel - scale(0)) / by
}

/**
 * P(class 1) in the middle of each dot, row by row from the top left corner.
 * @param {Coefficients} c of the logit
 * @param {number} columns
 * @param {number} rows
 */
export function probabilities([one, s, t, ss, st, tt], columns, rows) {
  const found = new Float64Array(columns * rows)
  for (let row = 0, k = 0; row < rows; row++) {
    const up = 1 - (2 * row + 1) / rows
    for (let column = 0; column < columns; column++, k++) {
      const right = (2 * column + 1) / columns - 1
      found[k] = sigmoid(one + (s + ss * right + st * up) * right + (t + tt * up) * up)
    }
  }
  return found
}

/**
 * @param {Float64Array} shares
 * @param {[number, string][]} colorscale
 */
function image(shares, colorscale) {
  const shades = Array.from({ length: SHADES }, (_, k) => colourAt(colorscale, k / (SHADES - 1)))
  const colours = new Uint8ClampedArray(4 * shares.length).fill(255)
  shares.forEach((share, k) => {
    colours.set(shades[Math.round((SHADES - 1) * share) || 0], 4 * k)
  })
  return colours
}

/**
 * The probability depends on the logit alone, which grows along one direction: the field
 * is a gradient along it, exactly.
 * @param {SVGLinearGradientElement} gradient
 * @param {Trace} trace
 * @param {Params<number>} params
 * @param {Scale} toX
 * @param {Scale} toY
 * @param {number} width
 * @param {number} height
 * @returns {Attributes[]}
 */
function linear(
  gradient,
  { colorscale, opacity = 1 },
  { W: [W1, W2], b },
  toX,
  toY,
  width,
  height,
) {
  if (!gradient.firstChild)
    for (let share = 0; share <= 1; share += 1 / 32) {
      const colour = rgb(colorscale, sigmoid(LOGITS * (2 * share - 1)))
      svgElement("stop", gradient, { offset: share, "stop-color": colour })
    }
  // By pixel, the logit is alongX px + alongY py + z0.
  const alongX = W1 / (toX(1) - toX(0))
  const alongY = W2 / (toY(1) - toY(0))
  const z0 = b - alongX * toX(0) - alongY * toY(0)
  const square = alongX ** 2 + alongY ** 2
  const d = `M0,0H${width}V${height}H0Z`
  if (!(square > 0)) return [{ d, opacity, fill: rgb(colorscale, sigmoid(b)) }]
  const [from, to] = [-LOGITS, LOGITS].map((z) => (z - z0) / square)
  setAttributes(gradient, {
    x1: from * alongX,
    y1: from * alongY,
    x2: to * alongX,
    y2: to * alongY,
  })
  return [{ d, opacity, fill: `url(#${gradient.id})` }]
}

/** @param {number} z */
export const sigmoid = (z) => 1 / (1 + Math.exp(-z))

/** @param {[number, string][]} colorscale @param {number} share */
const rgb = (colorscale, share) => `rgb(${colourAt(colorscale, share)})`

/**
 * Red, green and blue.
 * @param {[number, string][]} colorscale
 * @param {number} share
 */
function colourAt(colorscale, share) {
  const channels = (/** @type {string} */ hex) =>
    [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  const next = colorscale.findIndex(([end]) => end >= share)
  if (next <= 0) return channels(colorscale[0][1])
  const [[start, from], [end, to]] = [colorscale[next - 1], colorscale[next]]
  const part = (share - start) / (end - start)
  return channels(from).map((value, k) => Math.round(value + part * (channels(to)[k] - value)))
}
