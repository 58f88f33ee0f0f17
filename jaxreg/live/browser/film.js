// The numbers of a run, epoch by epoch, and what a chart's traces show at one of them.

import { boundary, crossings } from "./boundary.js"
import { logitsOf, placeOnRoc, rocCurve } from "./confusion.js"
import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { placeOf } from "./plane.js"
import { heightAt } from "./surface.js"

/** @import { Encoded, Figure, Film, Frame, Layout, Numbers, Params } from "./protocol.js" */
/** @import { Shows, Trace } from "./protocol.js" */

// The server's arrays: {dtype, bdata} is base64, little-endian, as Plotly has it.
const ARRAYS = { f4: Float32Array, f8: Float64Array }

const LONGEST = 0.4 // of the chart, which the longest arrow goes over

/** @param {Encoded} encoded */
export function decode({ dtype, bdata }) {
  const text = atob(bdata)
  const bytes = new Uint8Array(text.length)
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k)
  return new ARRAYS[dtype](bytes.buffer)
}

/** @param {Encoded} encoded */
function decodeRows(encoded) {
  const flat = decode(encoded)
  if (!encoded.shape) return flat
  const [rows, columns] = encoded.shape.split(",").map(Number)
  return Array.from({ length: rows }, (_, row) => flat.subarray(row * columns, (row + 1) * columns))
}

/**
 * A figure's traces with their arrays decoded, a matrix as its rows.
 * @param {Figure} figure
 * @returns {Figure}
 */
export function decodeFigure(figure) {
  /** @param {Trace} trace */
  const decoded = (trace) => {
    const fields = Object.entries(trace).map(([name, value]) => [
      name,
      value?.bdata !== undefined ? decodeRows(value) : value,
    ])
    return Object.fromEntries(fields)
  }
  return { ...figure, data: figure.data.map(decoded) }
}

/**
 * A film's numbers; those of a run that goes on from an epoch count from there.
 * @param {Film<Encoded>} film
 * @returns {Film<Numbers>}
 */
export function decodeFilm({ epochs, loss, params, steps, ruler, from = 0 }) {
  const first = decode(epochs).findIndex((epoch) => epoch >= from)
  const rest = (/** @type {Encoded} */ encoded) => decode(encoded).subarray(first)
  return {
    epochs: rest(epochs).map((epoch) => Math.max(epoch - from, 0)),
    loss: rest(loss),
    params: { ...params, W: params.W.map(rest), b: rest(params.b) },
    steps: steps.map(rest),
    ruler: { ...ruler, here: ruler.here && rest(ruler.here) },
  }
}

/**
 * Frame k of a film: an epoch, its loss, its parameters, the step from there, and the ruler.
 * @param {Film<Numbers>} film
 * @param {number} k
 * @returns {Frame}
 */
export function frameAt({ epochs, loss, params, steps, ruler }, k) {
  return {
    epoch: epochs[k],
    at: k === epochs.length - 1 ? Infinity : epochs[k],
    isLast: k === epochs.length - 1,
    loss: loss[k],
    params: { ...params, W: params.W.map((column) => column[k]), b: params.b[k] },
    step: steps.map((column) => column[k]),
    ruler: { ...ruler, here: ruler.here?.[k] ?? null },
  }
}

/**
 * The last frame that is at or before an epoch.
 * @param {{ epochs: Numbers }} film
 * @param {number} epoch
 */
export function frameIndex({ epochs }, epoch) {
  const after = epochs.findIndex((shown) => shown > epoch)
  return after < 0 ? epochs.length - 1 : Math.max(after - 1, 0)
}

/**
 * What a trace shows at a frame before the last, for each kind that a film moves.
 * @type {Record<Shows, (trace: Trace, frame: Frame, figure: Figure) => Partial<Trace>>}
 */
const SHOWN = {
  line: ({ x, meta }, { params }) => ({ y: x.map((x) => predict(params, x, meta?.x2)) }),
  // Of one feature: the probability, and where it is at the threshold.
  curve: ({ x, meta }, { params }) => ({
    y: x.map((x) => sigmoid(predict(params, x, meta?.x2))),
  }),
  called: ({ x, meta }, { params }) => ({
    y: x.map((x) => Number(predict(params, x, meta?.x2) > (meta?.level ?? 0))),
  }),
  threshold: ({ meta }, { params }) => crossings(params, meta?.level),
  boundary: ({ meta }, { params }, { layout: { xaxis, yaxis } }) =>
    boundary(params, xaxis.range, yaxis.range, meta?.level),
  field: ({ z, x0, dx, y0, dy }, { params }) => ({
    z: z.map((row, i) => row.map((_, j) => sigmoid(predict(params, x0 + j * dx, y0 + i * dy)))),
  }),
  "wrong side": ({ meta }, { params }, { data }) => wrongSide(params, data, meta?.level),
  // From each point (x, y) to the line, and a gap.
  squares: ({ x, y }, { params }) => ({
    y: y.map((value, k) => (k % 3 === 1 ? predict(params, x[k]) : value)),
  }),
  residuals: ({ x, customdata }, { params }) => {
    const y = /** @type {Numbers} */ (customdata)
    return { y: x.map((x, k) => y[k] - predict(params, x)) }
  },
  "steps of points": (_, frame, { layout }) => arrows(frame, layout).asked,
  step: (_, frame, { layout }) => arrows(frame, layout).taken,
  loss: (_, { epoch, loss }, { layout: { meta } }) => ({ x: [meta.first + epoch], y: [loss] }),
  // On its curve, the first trace.
  accuracy: (_, { epoch }, { data: [curve], layout: { meta } }) => ({
    x: [meta.first + epoch],
    y: [heightOn(curve, meta.first + epoch)],
  }),
  "ROC curve": ({ meta }, { params }, { points }) =>
    rocCurve(logitsOf(params, points ?? [], meta?.of ?? "label")),
  "place on it": ({ meta }, { params }, { points }) =>
    placeOnRoc(logitsOf(params, points ?? [], meta?.of ?? "label"), meta?.level ?? 0),
  weights: (_, { params }, { data, layout: { meta } }) => {
    const [x, y] = placeOf(params, meta)
    const surface = data.find(({ type }) => type === "surface")
    const height = surface && /** @type {any} */ ([heightAt(surface, x, y)])
    return { x: [x], y: [y], ...(height && { z: height }) }
  },
}

/**
 * A decoded figure's traces at a frame; those that do not move are the same objects. At
 * the last frame none does, but pinned ones: it is what was sent.
 * @param {Figure} figure
 * @param {Frame} frame
 */
export function tracesAt(figure, frame) {
  return figure.data.map((trace) => {
    const { film, meta } = trace
    if (!meta?.shows || (frame.isLast && !film)) return trace
    const own = film ? frameAt(film, frameIndex(film, frame.at)) : frame
    return { ...trace, ...SHOWN[meta.shows](trace, own, figure) }
  })
}

/**
 * On a landscape, the steps that single points ask for and the one that is taken: each from
 * where the model is to its tip, and a gap; to one scale, as in explain/gradient.py.
 * @param {Frame} frame
 * @param {Layout} layout
 */
function arrows({ params, step }, { meta, xaxis, yaxis }) {
  const { features, targets, along, shrink, is_probability } = meta.asking
  const from = placeOf(params, meta)
  const asked = targets.map((target, i) => {
    const z = predict(params, features[i][0], features[i][1])
    const error = (is_probability ? sigmoid(z) : z) - target
    return from.map((at, axis) => along[i][axis] * error + shrink[axis] * at)
  })
  const sizes = [xaxis, yaxis].map(({ range: [low, high] }) => high - low)
  const shares = [...asked, step].map((by) => Math.max(...by.map((d, k) => Math.abs(d) / sizes[k])))
  const longest = Math.max(...shares)
  const scale = longest > 0 ? LONGEST / longest : 1
  const drawn = (/** @type {number[][]} */ steps) => {
    const [x, y] = from.map((at, axis) => steps.flatMap((by) => [at, at + scale * by[axis], NaN]))
    return { x, y }
  }
  return { asked: drawn(asked), taken: drawn([step]) }
}

/**
 * How high a curve is, on a straight line between its places.
 * @param {Trace} curve
 * @param {number} at
 */
function heightOn({ x, y }, at) {
  const k = frameIndex({ epochs: x }, at)
  if (k === x.length - 1) return y[k]
  return y[k] + ((at - x[k]) / (x[k + 1] - x[k])) * (y[k + 1] - y[k])
}

/**
 * The points that the model gives to the other class.
 * @param {Params<number>} params
 * @param {Trace[]} traces those of the points among them
 * @param {number} [level] of the threshold
 */
function wrongSide(params, traces, level = 0) {
  /** @type {number[]} */
  const x = []
  /** @type {number[]} */
  const y = []
  for (const trace of traces) {
    const label = trace.meta?.label
    if (label === undefined) continue
    trace.x.forEach((x1, i) => {
      const x2 = trace.y[i]
      if (predict(params, x1, x2) > level === Boolean(label)) return
      x.push(x1)
      y.push(x2)
    })
  }
  return { x, y }
}
