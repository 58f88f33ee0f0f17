// The numbers of a run, epoch by epoch, and what a chart's traces show at one of them.

/** @import { Encoded, Figure, Film, Frame, Numbers, Trace, Units } from "./protocol.js" */

// The server's arrays: {dtype, bdata} is base64, little-endian, as Plotly has it.
const ARRAYS = { f4: Float32Array, f8: Float64Array }

/** @param {Encoded} encoded */
function decode({ dtype, bdata }) {
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
 * @param {Film<Encoded>} film
 * @returns {Film<Numbers>}
 */
export function decodeFilm({ epochs, loss, params, ruler }) {
  return {
    epochs: decode(epochs),
    loss: decode(loss),
    params: params.map(decode),
    ruler: { ...ruler, curvature: ruler.curvature && decode(ruler.curvature) },
  }
}

/**
 * Frame k of a film: an epoch, its loss, its parameters, b last, and the ruler there.
 * @param {Film<Numbers>} film
 * @param {number} k
 * @returns {Frame}
 */
export function frameAt({ epochs, loss, params, ruler }, k) {
  return {
    epoch: epochs[k],
    isLast: k === epochs.length - 1,
    loss: loss[k],
    params: params.map((column) => column[k]),
    ruler: { ...ruler, curvature: ruler.curvature?.[k] ?? null },
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
 * What a trace shows at a frame, for each kind that a film moves.
 * @type {Record<string, (trace: Trace, frame: Frame, figure: Figure) => Partial<Trace>>}
 */
const SHOWN = {
  line: ({ x }, { params: [W, b] }) => ({ y: x.map((x) => W * x + b) }),
  // Of one feature: the probability, and where it is one half.
  curve: ({ x }, { params: [W, b] }) => ({ y: x.map((x) => sigmoid(W * x + b)) }),
  threshold: (_, { params: [W, b] }) => ({ x: [-b / W, -b / W] }),
  boundary: (_, { params }, { layout }) => boundary(params, layout.xaxis.range, layout.yaxis.range),
  field: ({ z, x0, dx, y0, dy }, { params: [W1, W2, b] }) => ({
    z: z.map((row, i) => row.map((_, j) => sigmoid(W1 * (x0 + j * dx) + W2 * (y0 + i * dy) + b))),
  }),
  "wrong side": (_, { params }, { data }) => wrongSide(params, data),
  // From each point (x, y) to the line, and a gap.
  squares: ({ x, y }, { params: [W, b] }) => ({
    y: y.map((value, k) => (k % 3 === 1 ? W * x[k] + b : value)),
    isOver: true,
  }),
  "at the end": (_, { isLast }) => (isLast ? {} : { x: [], y: [] }),
  loss: (_, { epoch, loss }) => ({ x: [epoch], y: [loss] }),
  weights: (_, { params }, { layout }) => {
    const [x, y] = rescaled(params, layout.meta)
    return { x: [x], y: [y] }
  },
}

/**
 * A decoded figure's traces at a frame; those that never move are the same objects.
 * @param {Figure} figure
 * @param {Frame} frame
 */
export function tracesAt(figure, frame) {
  return figure.data.map((trace) => {
    const shown = SHOWN[trace.meta ?? ""]?.(trace, frame, figure)
    return shown ? { ...trace, ...shown } : trace
  })
}

/**
 * The points that the model gives to the other class.
 * @param {number[]} params
 * @param {Trace[]} traces those of the points among them
 */
function wrongSide(params, traces) {
  const [W1, W2] = params.length > 2 ? params : [params[0], 0]
  const b = params[params.length - 1]
  /** @type {number[]} */
  const x = []
  /** @type {number[]} */
  const y = []
  for (const trace of traces) {
    if (!trace.meta?.startsWith("class ")) continue
    const isOne = trace.meta === "class 1"
    trace.x.forEach((x1, i) => {
      const x2 = trace.y[i]
      if (W1 * x1 + W2 * x2 + b > 0 === isOne) return
      x.push(x1)
      y.push(x2)
    })
  }
  return { x, y }
}

/**
 * The parameters, b last, as they are for (x - mean) / deviation, and y likewise.
 * @param {number[]} params
 * @param {Units} units
 */
function rescaled(params, { mean, deviation, y_mean, y_deviation }) {
  const W = params.slice(0, -1)
  const b = mean.reduce((sum, m, j) => sum + W[j] * m, params[W.length]) - y_mean
  return [...W.map((w, j) => w * deviation[j]), b].map((value) => value / y_deviation)
}

/** @param {number} z */
export const sigmoid = (z) => 1 / (1 + Math.exp(-z))

/**
 * The part of W1 x + W2 y + b = 0 inside a window: its two ends, or nothing.
 * @param {number[]} params
 * @param {[number, number]} window
 * @param {[number, number]} window
 */
function boundary([W1, W2, b], [left, right], [bottom, top]) {
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
