// The numbers of a run, epoch by epoch, and what a chart's traces show at one of them.

// The server's arrays: {dtype, bdata} is base64, little-endian, as Plotly has it.
const ARRAYS = { f4: Float32Array, f8: Float64Array }

function decode({ dtype, bdata, shape }) {
  const text = atob(bdata)
  const bytes = new Uint8Array(text.length)
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k)
  const flat = new ARRAYS[dtype](bytes.buffer)
  if (!shape) return flat
  const [rows, columns] = shape.split(",").map(Number)
  return Array.from({ length: rows }, (_, row) =>
    flat.subarray(row * columns, (row + 1) * columns))
}

// A figure's traces with their arrays decoded.
export function decodeFigure(figure) {
  const isArray = (value) => value?.bdata !== undefined
  const decoded = (trace) =>
    Object.fromEntries(
      Object.entries(trace).map(([name, value]) => [name, isArray(value) ? decode(value) : value]))
  return { ...figure, data: figure.data.map(decoded) }
}

export function decodeFilm({ epochs, loss, params, ruler }) {
  return {
    epochs: decode(epochs),
    loss: decode(loss),
    params: params.map(decode),
    ruler: { ...ruler, curvature: ruler.curvature && decode(ruler.curvature) },
  }
}

// Frame k of a film: an epoch, its loss, its parameters, b last, and the ruler there.
export function frameAt({ epochs, loss, params, ruler }, k) {
  return {
    epoch: epochs[k],
    isLast: k === epochs.length - 1,
    loss: loss[k],
    params: params.map((column) => column[k]),
    ruler: { ...ruler, curvature: ruler.curvature?.[k] },
  }
}

// The last frame that is at or before an epoch.
export function frameIndex({ epochs }, epoch) {
  const after = epochs.findIndex((shown) => shown > epoch)
  return after < 0 ? epochs.length - 1 : Math.max(after - 1, 0)
}

// What a trace shows at a frame, for each kind that a film moves.
const SHOWN = {
  line: ({ x }, { params: [W, b] }) => ({ y: x.map((x) => W * x + b) }),
  // Of one feature: the probability, and where it is one half.
  curve: ({ x }, { params: [W, b] }) => ({ y: x.map((x) => sigmoid(W * x + b)) }),
  threshold: (_, { params: [W, b] }) => ({ x: [-b / W, -b / W] }),
  boundary: (_, { params }, { layout }) =>
    boundary(params, layout.xaxis.range, layout.yaxis.range),
  field: (trace, { params: [W1, W2, b] }) => ({
    z: trace.z.map((row, i) =>
      row.map((_, j) =>
        sigmoid(W1 * (trace.x0 + j * trace.dx) + W2 * (trace.y0 + i * trace.dy) + b))),
  }),
  "wrong side": (_, { params }, { data }) => {
    const [W1, W2] = params.length > 2 ? params : [params[0], 0]
    const b = params.at(-1)
    const x = []
    const y = []
    for (const trace of data) {
      if (!trace.meta?.startsWith?.("class ")) continue
      const isOne = trace.meta === "class 1"
      trace.x.forEach((x1, i) => {
        const x2 = trace.y[i]
        if (W1 * x1 + W2 * x2 + b > 0 !== isOne) {
          x.push(x1)
          y.push(x2)
        }
      })
    }
    return { x, y }
  },
  // From each point (x, y) to the line, and a gap.
  squares: ({ x, y }, { params: [W, b] }) => ({
    y: y.map((value, k) => (k % 3 === 1 ? W * x[k] + b : value)),
    isOver: true,
  }),
  "at the end": ({ x, y }, { isLast }) => (isLast ? {} : { x: [], y: [] }),
  loss: (_, { epoch, loss }) => ({ x: [epoch], y: [loss] }),
  weights: (_, { params }, { layout }) => {
    const [x, y] = rescaled(params, layout.meta)
    return { x: [x], y: [y] }
  },
}

// A decoded figure's traces at a frame; those that never move are the same objects.
export function tracesAt(figure, frame) {
  return figure.data.map((trace) => {
    const shown = SHOWN[trace.meta]?.(trace, frame, figure)
    return shown ? { ...trace, ...shown } : trace
  })
}

// The parameters, b last, as they are for (x - mean) / deviation, and y likewise.
function rescaled(params, { mean, deviation, y_mean, y_deviation }) {
  const W = params.slice(0, -1)
  const b = mean.reduce((sum, m, j) => sum + W[j] * m, params.at(-1)) - y_mean
  return [...W.map((w, j) => w * deviation[j]), b].map((value) => value / y_deviation)
}

export const sigmoid = (z) => 1 / (1 + Math.exp(-z))

// The part of W1 x + W2 y + b = 0 inside a window: its two ends, or nothing.
function boundary([W1, W2, b], [left, right], [bottom, top]) {
  const square = W1 * W1 + W2 * W2
  if (!(square > 0 && Number.isFinite(square))) return { x: [], y: [] }
  // From the point (x0, y0) of the line along (W2, -W1), as far as the window goes.
  const x0 = (-b * W1) / square
  const y0 = (-b * W2) / square
  let from = -Infinity
  let to = Infinity
  for (const [at, along, low, high] of [[x0, W2, left, right], [y0, -W1, bottom, top]]) {
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

// A float32 as NumPy writes it: the shortest text that gives it back. What float32 cannot
// hold has seven digits, see report.number.
export function number(value) {
  if (!Number.isFinite(value)) return "–"
  const nearest = Math.fround(value)
  const size = Math.abs(nearest)
  let text = value.toExponential(6)
  if (value && (size < 2 ** -126 || size === Infinity))
    text = text.replace(/\.?0+e/, "e")
  else
    for (let digits = 1; digits <= 9; digits++) {
      text = nearest.toExponential(digits - 1)
      if (Math.fround(Number(text)) === nearest) break
    }
  if (value === 0 || (size >= 1e-4 && size < 1e6)) {
    const plain = Number(text).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 })
    return plain.includes(".") ? plain : `${plain}.0`
  }
  const [digits, power] = text.split("e")
  return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`
}
