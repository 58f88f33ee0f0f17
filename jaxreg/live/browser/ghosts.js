// Pinned runs as ghosts in the charts of the run that is shown: the line, the loss by epoch
// and the path of each, and marks that move in step with the film.

import { lineSwatch } from "./legend.js"
import { placeOf } from "./plane.js"
import { heightAt } from "./surface.js"

/** @import { Axis, Encoded, Figure, Figures, Film, Layout, Numbers, Trace } from "./protocol.js" */
/** A pinned run: how it differs, what of it is not drawn, its film, also as it was sent, and
 * what its report says of its end.
 * @typedef {{ slot: number, name: string, note: string, isOnFit: boolean,
 *   isOnLandscape: boolean, film: Film<Numbers>, sent: Film<Encoded>, fact: string }} Ghost */

// Of each slot, told apart by any colour vision, on white and on near-black, and by their
// dashes without colours; none is that of a role in display/drawing.py.
export const LOOKS = [
  { color: "#9314fe", dash: "dashdot" },
  { color: "#229ea8", dash: "dot" },
  { color: "#c2059f", dash: "longdashdot" },
  { color: "#5d7241", dash: "solid" },
  { color: "#7f79f7", dash: "dash" },
  { color: "#948081", dash: "longdash" },
]
export const MOST = LOOKS.length
const LINES = ["line", "curve", "boundary"]
const CURVE_POINTS = 201 // as in display/linear_figure.py
const MARGIN = 0.04 // of an axis, see with_margin of display/drawing.py

/** @param {number} slot @param {number} width */
const lineOf = (slot, width) => ({ ...LOOKS[slot], width })

/** A slot's look, small. @param {number} slot */
export const ghostSwatch = (slot) => lineSwatch(lineOf(slot, 3), 36)

/**
 * Figures with the ghosts of pinned runs; what they are drawn after is not drawn itself,
 * where it is left out.
 * @param {Figures} figures
 * @param {Ghost[]} ghosts
 * @returns {Figures}
 */
export function withGhosts(figures, ghosts) {
  if (!ghosts.length) return figures
  const haunted = Object.entries(figures).map(([name, figure]) => {
    const at = figure.data.findIndex((trace) => isModel(name, trace))
    const model = figure.data[at]
    if (!model) return [name, figure]
    const added = ghosts.flatMap((ghost) => DRAWN[name](ghost, model, figure))
    const data = [...figure.data.slice(0, at), ...added, ...figure.data.slice(at)]
    const layout = name === "loss" ? withRoom(figure.layout, ghosts) : figure.layout
    return [name, { data, layout }]
  })
  return Object.fromEntries(haunted)
}

/**
 * Whether a trace is what a chart's ghosts are drawn after, and under.
 * @param {string} chart
 * @param {Trace} trace
 */
function isModel(chart, { name, mode, meta }) {
  if (chart === "fit") return mode === "lines" && LINES.includes(meta?.shows ?? "")
  return name === { loss: "loss", landscape: "path" }[chart] && mode?.startsWith("lines")
}

/** @type {Record<string, (ghost: Ghost, model: Trace, figure: Figure) => Trace[]>} */
const DRAWN = {
  fit: (ghost, model) => {
    if (!ghost.isOnFit) return []
    const isCurve = ghost.film.params.features && model.x.length === 2
    const x = isCurve ? spaced(model.x[0], model.x[1]) : model.x
    return [{ ...lineAfter(model, ghost, 2.5), x, ...(isCurve && { y: x }) }]
  },
  loss: (ghost, model, { layout }) => {
    const { epochs, loss } = ghost.film
    const x = Array.from(epochs, (epoch) => layout.meta.first + epoch)
    const { meta: _, ...curve } = lineAfter(model, ghost, 2)
    return [{ ...curve, x, y: loss, customdata: epochs }, ...markOf(ghost, model, "loss")]
  },
  landscape: (ghost, model, { data, layout }) => {
    if (!ghost.isOnLandscape) return []
    const { epochs, params } = ghost.film
    const places = Array.from(epochs, (_, k) =>
      placeOf({ ...params, W: params.W.map((column) => column[k]), b: params.b[k] }, layout.meta),
    )
    const [x, y] = [0, 1].map((axis) => places.map((place) => place[axis]))
    const surface = data.find(({ type }) => type === "surface")
    const z = surface && /** @type {any} */ (places.map(([x, y]) => heightAt(surface, x, y)))
    const path = { ...lineAfter(model, ghost, surface ? 4 : 1.5), x, y, ...(z && { z }) }
    return [path, ...markOf(ghost, model, "weights")]
  },
}

/** Where a curve is drawn between two ends. @param {number} from @param {number} to */
export const spaced = (from, to) =>
  Array.from({ length: CURVE_POINTS }, (_, k) => from + ((to - from) * k) / (CURVE_POINTS - 1))

/**
 * A line as another, in the ghost's look.
 * @param {Trace} model
 * @param {Ghost} ghost
 * @param {number} width
 * @returns {Trace}
 */
function lineAfter(model, { slot, name, film }, width) {
  const { hovertemplate } = model
  const hover = hovertemplate?.replace(/<extra>.*$/, `<extra>${name}</extra>`)
  return {
    ...model,
    ...{ name, mode: "lines", line: lineOf(slot, width), showlegend: false, film },
    ...(hover && { hovertemplate: hover }),
  }
}

/**
 * Where a ghost is at the shown epoch.
 * @param {Ghost} ghost
 * @param {Trace} model
 * @param {"loss" | "weights"} shows
 * @returns {Trace[]}
 */
function markOf({ slot, name, film }, { type }, shows) {
  const { color } = LOOKS[slot]
  const size = type === "scatter3d" ? 5 : 9
  const marker = { symbol: "circle", color, size, line: { width: 1, color: "#ffffff" } }
  const mark = { type, name, mode: "markers", marker, meta: { shows }, showlegend: false, film }
  return [/** @type {Trace} */ (/** @type {unknown} */ ({ ...mark, hoverinfo: "name" }))]
}

/**
 * A loss chart's layout whose axes hold the curves of all, each as display/loss_figure.py
 * has them for one.
 * @param {Layout} layout
 * @param {Pick<Ghost, "film">[]} ghosts
 * @returns {Layout}
 */
export function withRoom(layout, ghosts) {
  const { xaxis, yaxis, meta } = layout
  const last = Math.max(1, ...ghosts.map(({ film: { epochs } }) => epochs[epochs.length - 1]))
  const end = xaxis.type === "log" ? Math.log10(meta.first + last) : last
  const losses = ghosts.flatMap(({ film }) => [...film.loss].filter(Number.isFinite))
  const isLog = yaxis.type === "log"
  const range = union(yaxis.range, withMargin(isLog ? logLimits(losses) : limits(losses)))
  return {
    ...layout,
    xaxis: { ...xaxis, range: union(xaxis.range, withMargin([0, end])) },
    yaxis: { ...yaxis, range, ...(isLog && logTicks(range)) },
  }
}

/** From 0 to what holds all, on a round number. @param {number[]} losses */
function limits(losses) {
  const most = Math.max(0, ...losses)
  const step = roundUp(most / 10) || 1
  return /** @type {Axis["range"]} */ ([0, Math.ceil(most / step) * step || 1])
}

/** The powers of 10 that hold all above 0. @param {number[]} losses */
function logLimits(losses) {
  const positive = losses.filter((loss) => loss > 0)
  const [least, most] = positive.length ? [Math.min(...positive), Math.max(...positive)] : [1, 1]
  const [low, high] = [-Math.log10(roundUp(1 / least)), Math.log10(roundUp(most))]
  return /** @type {Axis["range"]} */ (high - low < 0.2 ? [low - 0.5, high + 0.5] : [low, high])
}

/** The next of ..., 0.5, 1, 2, 5, 10, ... @param {number} value */
function roundUp(value) {
  if (!(value > 0)) return 0
  const decade = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5].find((m) => value <= m * decade * 1.0001) ?? 10) * decade
}

/** @param {Axis["range"]} range @returns {Axis["range"]} */
const withMargin = ([low, high]) => [low - MARGIN * (high - low), high + MARGIN * (high - low)]

/** @param {Axis["range"]} one @param {Axis["range"]} other @returns {Axis["range"]} */
const union = (one, other) => [Math.min(one[0], other[0]), Math.max(one[1], other[1])]

/**
 * As log_axis of display/drawing.py has them: in full where they are few.
 * @param {Axis["range"]} range
 */
function logTicks([low, high]) {
  const decades = (high - low) / (1 + 2 * MARGIN)
  if (decades < 2) return { dtick: "D2", tickformat: "~g" }
  return { dtick: decades < 6 ? 1 : 2, tickformat: "" }
}
