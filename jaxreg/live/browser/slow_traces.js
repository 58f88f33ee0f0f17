// One epoch in slow motion, as traces over the chart of the points and over the landscape.

import { boundary } from "./boundary.js"
import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { spaced } from "./ghosts.js"
import { arrowsFrom, LONGEST, laidTrace } from "./laid_traces.js"
import { axesOf } from "./plane.js"
import { withArrows } from "./slow.js"

/** @import { Laid } from "./figures.js" */
/** @import { Figure } from "./protocol.js" */
/** @import { Epoch, Part, PointPart } from "./slow.js" */

const ASKED = "#56B4E9" // of points, and of what is taken: see display/drawing.py
const TAKEN = "#A05195"
const MANY = 50 // points whose lines would cover each other
const [SMALLEST, LARGEST] = [7, 34] // pixels of a ring that stands for 0, and for 1

/**
 * What is laid over the charts while a part is shown.
 * @param {Part} part
 * @param {Epoch} epoch
 * @param {{ fit: Figure, landscape: Figure }} figures
 * @returns {Laid[string]}
 */
export function slowTraces(part, epoch, { fit, landscape }) {
  // A surface would need them in space, as for the Gradient X-ray.
  const over = landscape.layout.scene ? [] : onLandscape(part, epoch, landscape)
  return { fit: onFit(part, epoch, fit), landscape: over }
}

/**
 * @param {Part} part
 * @param {Epoch} epoch
 * @param {Figure} fit
 */
function onFit(part, { some, boxed, next }, fit) {
  if (part === "line") return [newModel(next, boxed.x.length > 1, fit)]
  if (part === "mean" || part === "step") return []
  const isPlane = boxed.x.length > 1
  const own = isPlane ? rings(part, some) : gaps(part, some)
  return [own, box(isPlane ? boxed.x : [boxed.x[0], boxed.y])]
}

/**
 * Lines from the points to the model.
 * @param {Part} part
 * @param {PointPart[]} some
 */
function gaps(part, some) {
  const x = some.flatMap((point) => [point.x[0], point.x[0], NaN])
  const y = some.flatMap(({ y, predicted }) => [y, predicted, NaN])
  const isDotted = part === "predict"
  const width = some.length > MANY ? 1.5 : isDotted ? 2.5 : 4
  const line = { color: ASKED, width, ...(isDotted && { dash: "dot" }) }
  return laidTrace(isDotted ? "predictions" : "residuals", { mode: "lines", x, y, line })
}

/**
 * Rings around the points: as large as p, or as what is missing from it.
 * @param {Part} part
 * @param {PointPart[]} some
 */
function rings(part, some) {
  const size = some.map(({ predicted, residual }) => {
    const share = part === "predict" ? predicted : Math.abs(residual)
    return SMALLEST + (LARGEST - SMALLEST) * share
  })
  const line = { width: 2.5, color: ASKED }
  return laidTrace(part === "predict" ? "p" : "y − p", {
    mode: "markers",
    x: some.map(({ x }) => x[0]),
    y: some.map(({ x }) => x[1]),
    marker: { symbol: "circle-open", color: ASKED, size, line },
  })
}

/** @param {number[]} at */
const box = ([x, y]) =>
  laidTrace("largest residual", {
    ...{ mode: "markers", x: [x], y: [y] },
    marker: {
      ...{ symbol: "square-open", color: TAKEN, size: 22 },
      line: { width: 2.5, color: TAKEN },
    },
  })

/**
 * The line, curve or boundary that the step leads to.
 * @param {Epoch["next"]} model
 * @param {boolean} isPlane
 * @param {Figure} fit
 */
function newModel(model, isPlane, { data, layout: { xaxis, yaxis } }) {
  const line = { color: TAKEN, width: 4, dash: "dash" }
  const look = { mode: "lines", line }
  if (isPlane) {
    const level = data.find(({ meta }) => meta?.shows === "boundary")?.meta?.level
    return laidTrace("new boundary", {
      ...look,
      ...boundary(model, xaxis.range, yaxis.range, level),
    })
  }
  const isCurve = data.some(({ meta }) => meta?.shows === "curve")
  const x = spaced(...xaxis.range)
  const y = x.map((x) => (isCurve ? sigmoid(predict(model, x)) : predict(model, x)))
  return laidTrace("new line", { ...look, x, y })
}

/**
 * @param {Part} part
 * @param {Epoch} epoch
 * @param {Figure} landscape
 */
function onLandscape(part, epoch, { layout }) {
  if (part === "predict" || part === "residuals") return []
  const axes = axesOf(layout.meta)
  const on = (/** @type {number[]} */ values) => axes.map((k) => values[k])
  const [from, to] = [on(epoch.from), on(epoch.to)]
  if (part === "step" || part === "line") {
    const tip = laidTrace("where it leads", {
      ...{ mode: "markers", x: [to[0]], y: [to[1]] },
      marker: {
        symbol: part === "line" ? "circle" : "circle-open",
        ...{ color: TAKEN, size: 13, line: { width: 3, color: TAKEN } },
      },
    })
    const [x, y] = [0, 1].map((k) => [from[k], to[k]])
    return [laidTrace("step", { mode: "lines", x, y, line: { color: TAKEN, width: 4 } }), tip]
  }
  const against = (/** @type {number[]} */ slopes) => on(slopes).map((slope) => -slope)
  const asked = withArrows(epoch).map(({ gradient }) => against(gradient))
  const mean = against(epoch.mean)
  const sizes = [layout.xaxis, layout.yaxis].map(({ range: [low, high] }) => high - low)
  const lengths = [...asked, mean].flatMap((by) => by.map((d, k) => Math.abs(d) / sizes[k]))
  const longest = Math.max(...lengths.filter(Number.isFinite))
  const scale = longest > 0 ? LONGEST / longest : 1
  const drawn = (/** @type {number[][]} */ some) => some.map((by) => by.map((d) => scale * d))
  const thin = arrowsFrom("minus each point’s gradient", from, drawn(asked), ASKED, 1.5)
  if (part === "gradients") return [thin]
  return [thin, arrowsFrom("minus their mean", from, drawn([mean]), TAKEN, 4)]
}
