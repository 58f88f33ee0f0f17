// The numbers of a run, epoch by epoch, and what a chart's traces show at one of them.

import { heightAt } from "./surface.js"

/** @import { Encoded, Figure, Film, Frame, Layout, Numbers, Params } from "./protocol.js" */
/** @import { Place, Shows, Trace } from "./protocol.js" */

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
    params: { W: params.W.map(rest), b: rest(params.b) },
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
    params: { W: params.W.map((column) => column[k]), b: params.b[k] },
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
  line: ({ x }, { params }) => ({ y: x.map((x) => predict(params, x)) }),
  // Of one feature: the probability, and where it is one half.
  curve: ({ x }, { params }) => ({ y: x.map((x) => sigmoid(predict(params, x))) }),
  threshold: (_, { params: { W, b } }) => ({ x: [-b / W[0], -b / W[0]] }),
  boundary: (_, { params }, { layout }) => boundary(params, layout.xaxis.range, layout.yaxis.range),
  field: ({ z, x0, dx, y0, dy }, { params }) => ({
    z: z.map((row, i) => row.map((_, j) => sigmoid(predict(params, x0 + j * dx, y0 + i * dy)))),
  }),
  "wrong side": (_, { params }, { data }) => wrongSide(params, data),
  // From each point (x, y) to the line, and a gap.
  squares: ({ x, y }, { params }) => ({
    y: y.map((value, k) => (k % 3 === 1 ? predict(params, x[k]) : value)),
  }),
  "steps of points": (_, frame, { layout }) => arrows(frame, layout).asked,
  step: (_, frame, { layout }) => arrows(frame, layout).taken,
  loss: (_, { epoch, loss }, { layout: { meta } }) => ({ x: [meta.first + epoch], y: [loss] }),
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
 * A model in the units of a landscape: W, and then b.
 * @param {Params<number>} params
 * @param {Place} meta
 */
export function inUnitsOf({ W, b }, { offset, factors }) {
  return factors.map((row, axis) =>
    [...W, b].reduce((sum, value, k) => sum + row[k] * value, offset[axis]),
  )
}

/**
 * Where a landscape has a model.
 * @param {Params<number>} params
 * @param {Place} meta
 */
export const placeOf = (params, meta) => inUnitsOf(params, meta).slice(0, 2)

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
 * The points that the model gives to the other class.
 * @param {Params<number>} params
 * @param {Trace[]} traces those of the points among them
 */
function wrongSide(params, traces) {
  /** @type {number[]} */
  const x = []
  /** @type {number[]} */
  const y = []
  for (const trace of traces) {
    const label = trace.meta?.label
    if (label === undefined) continue
    trace.x.forEach((x1, i) => {
      const x2 = trace.y[i]
      if (predict(params, x1, x2) > 0 === Boolean(label)) return
      x.push(x1)
      y.push(x2)
    })
  }
  return { x, y }
}

/**
 * W x + b; of a model with one feature, whatever x2 is.
 * @param {Params<number>} params
 * @param {number} x1
 * @param {number} x2
 */
const predict = ({ W: [W1, W2 = 0], b }, x1, x2 = 0) => W1 * x1 + W2 * x2 + b

/** @param {number} z */
export const sigmoid = (z) => 1 / (1 + Math.exp(-z))

/**
 * The part of W1 x + W2 y + b = 0 inside a window: its two ends, or nothing.
 * @param {Params<number>} params
 * @param {[number, number]} window
 * @param {[number, number]} window
 */
function boundary({ W: [W1, W2], b }, [left, right], [bottom, top]) {
  const square = W1 * W1 + W2 * W2
  if (!(square > 0 && Number.isFinite(square))) return { x: [], y: [] }
  // From the point (x0, y0) of the line along (W2, -W1), as far as the window goes.
  const x0 = (-b * W1) / square
  const y0 = (-b * W2) / square
  let from = -Infinity
  let to = Infinity
  for (const [at, along, low, high] of [
    [x0, W2, left, right],
    [y0, -W1, bottom, top],
  ]) {
    if (along === 0) {
      if (at < low || at > high) return { x: [], y: [] }
      continue
    }
    const [enter, leave] = [(low - at) / along, (high - at) / along].sort((s, t) => s - t)
    from = Math.max(from, enter)
    to = Math.min(to, leave)
  }
  if (!(from < to)) return { x: [], y: [] }
  return { x: [x0 + from * W2, x0 + to * W2], y: [y0 - from * W1, y0 - to * W1] }
}
