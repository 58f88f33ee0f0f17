// A line that a person draws over a chart, by its two handles, before training shows its own.

import { element } from "./elements.js"
import { number } from "./numbers.js"
import { round, setAttributes, svgElement } from "./svg.js"

/** @import { Ground } from "./plotly-types.js" */
/** @import { Card, Figure, Trace } from "./protocol.js" */
/** @typedef {[number, number]} Place in the axes' units */
/** @typedef {"draw" | "keep" | "none"} Mode */

const START = [0.15, 0.85] // where the ends are at first, in shares of the width
const KEY_STEP = 0.01 // of an axis
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const ENDS = ["Left", "Right"]

/**
 * @param {() => { area: HTMLElement, ground: Ground, figure: Figure } | undefined} chart the
 *   one that is drawn over, once it is there
 * @param {() => void} changed
 */
export function createHandLine(chart, changed) {
  const root = svgElement("svg", null, { class: "jr-drawn" })
  const stroke = svgElement("line", root)
  const handles = ENDS.map((end, k) => createHandle(`${end} end of your line`, k))
  /** @type {Place[]} */
  let places = []
  let isMoved = false
  /** @type {Mode} */
  let mode = "none"
  let name = "" // of the card that it is drawn for

  /** @param {string} label @param {number} k */
  function createHandle(label, k) {
    const handle = element("button", "jr-handle")
    handle.setAttribute("aria-label", `${label}; arrow keys move it`)
    handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId)
    handle.onpointermove = ({ pointerId, clientX, clientY }) => {
      if (!handle.hasPointerCapture(pointerId)) return
      const box = root.getBoundingClientRect()
      moveTo(k, [(clientX - box.left) / box.width, (box.bottom - clientY) / box.height])
    }
    handle.onkeydown = (event) => {
      const by = ARROWS[event.key]
      const at = chart()
      if (!by || !at) return
      event.preventDefault()
      event.stopPropagation()
      const shares = sharesOf(at.ground, places[k])
      moveTo(k, [shares[0] + KEY_STEP * by[0], shares[1] + KEY_STEP * by[1]])
    }
    return handle
  }

  /** @param {number} k @param {number[]} shares of the axes */
  function moveTo(k, shares) {
    const at = chart()
    if (!at) return
    const [x, y] = shares.map((share) => Math.min(Math.max(share, 0), 1))
    places[k] = placeAt(at.ground, x, y)
    isMoved = true
    draw()
    changed()
  }

  // A chart may be zoomed, or made small, while a line lies over it.
  function follow() {
    if (mode === "none") return
    draw()
    requestAnimationFrame(follow)
  }

  function draw() {
    const at = chart()
    if (!at) return
    if (root.parentElement !== at.area) at.area.append(root, ...handles)
    if (!places.length) places = START.map((share) => placeAt(at.ground, share, 0.5))
    const { l, t, w, h } = at.ground._size
    setAttributes(root, { style: `left:${l}px;top:${t}px;width:${w}px;height:${h}px` })
    const ends = places.map((place) => {
      const [x, y] = sharesOf(at.ground, place)
      return [x * w, (1 - y) * h]
    })
    const [[x1, y1], [x2, y2]] = ends
    const slope = (y2 - y1) / (x2 - x1 || 1e-9)
    setAttributes(stroke, { x1: 0, y1: y1 - slope * x1, x2: w, y2: y2 + slope * (w - x2) })
    for (const [k, [x, y]] of ends.entries()) {
      handles[k].hidden = mode !== "draw"
      handles[k].style.translate = `${round(l + x)}px ${round(t + y)}px`
    }
  }

  // What the line is, and how far the points are from it.
  function words() {
    const points = chart()?.figure.data.find((trace) => trace.name === "points")
    if (!isMoved || !points || places[0][0] === places[1][0]) return ""
    const [[x1, y1], [x2, y2]] = places
    const W = (y2 - y1) / (x2 - x1)
    const b = y1 - W * x1
    const loss = meanSquare(points, W, b)
    const [slope, intercept, mean] = [W, b, loss].map((value) => number(value, "four"))
    return `Your line: W ${slope}, b ${intercept}, loss ${mean}.`
  }

  return {
    words,
    /**
     * Let a person draw a line for a card, keep it beside the answer, or take it away.
     * @param {Mode} newMode
     * @param {string} newName the card's
     */
    show(newMode, newName) {
      if (newName !== name) {
        places = []
        isMoved = false
      }
      name = newName
      const isIdle = mode === "none"
      mode = newMode === "keep" && !isMoved ? "none" : newMode
      if (mode === "none") for (const part of [root, ...handles]) part.remove()
      else if (isIdle) follow()
    },
  }
}

/**
 * What becomes of a line: who is to commit to one draws it, and then sees it beside the answer.
 * @param {Card} card
 * @param {boolean} isRevealed
 * @returns {Mode}
 */
export function modeOf({ commit }, isRevealed) {
  if (commit !== "line") return "none"
  return isRevealed ? "keep" : "draw"
}

/**
 * @param {Ground} ground
 * @param {number} x a share of the axis, and
 * @param {number} y
 * @returns {Place}
 */
function placeAt({ xaxis, yaxis }, x, y) {
  const along = (/** @type {[number, number]} */ [low, high], /** @type {number} */ share) =>
    low + share * (high - low)
  return [along(xaxis.range, x), along(yaxis.range, y)]
}

/**
 * @param {Ground} ground
 * @param {Place} place
 */
function sharesOf({ xaxis, yaxis }, place) {
  return [xaxis, yaxis].map(({ range: [low, high] }, k) => (place[k] - low) / (high - low))
}

/**
 * @param {Trace} points
 * @param {number} W
 * @param {number} b
 */
function meanSquare({ x, y }, W, b) {
  let sum = 0
  for (let k = 0; k < x.length; k += 1) sum += (W * x[k] + b - y[k]) ** 2
  return sum / x.length
}
