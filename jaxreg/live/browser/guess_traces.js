// A guess in the charts: its line, curve or boundary over the points, and a mark on the
// landscape where that shows all of its parameters.

import { spaced } from "./ghosts.js"
import { lineSwatch } from "./legend.js"
import { placeOf } from "./plane.js"

/** @import { Guess } from "./guessing.js" */
/** @import { Figure, Figures, Film, Params, Trace } from "./protocol.js" */

const COLOUR = "#A05195" // as what is asked for, see display/drawing.py
const EDGE = 0.03 // of an axis
const LINE = { color: COLOUR, width: 4, dash: "dot" }

/** How it looks, small. */
export const guessSwatch = () => lineSwatch(LINE)

/**
 * @param {Figures} figures
 * @param {Guess | null} guess
 * @returns {Figures}
 */
export function withGuess(figures, guess) {
  if (!guess) return figures
  const { fit, landscape } = figures
  const hasMark = guess.hasMark && guess.model.W.length === 1 && landscape
  return {
    ...figures,
    fit: added(fit, lineOf(guess, fit)),
    ...(hasMark && { landscape: added(landscape, markOf(guess, landscape)) }),
  }
}

/** @param {Figure} figure @param {object} trace @returns {Figure} */
const added = ({ data, layout }, trace) => ({
  data: [...data, /** @type {Trace} */ (trace)],
  layout,
})

/** @param {Guess} guess @param {Figure} fit */
function lineOf({ kind, name: plainName, model }, { data, layout: { xaxis } }) {
  const [low, high] = xaxis.range
  const x = kind === "curve" ? spaced(low, high) : [low, high]
  // The run's own boundary follows the threshold.
  const isMoved = kind === "boundary" && data.some(({ meta }) => meta?.level)
  const name = isMoved ? `${plainName} (P = 0.5)` : plainName
  const hover = { hovertemplate: `%{x:.4g}, %{y:.4g}<extra>${name}</extra>` }
  const meta = { shows: kind }
  return {
    type: "scatter",
    mode: "lines",
    name,
    x,
    y: x,
    line: LINE,
    ...hover,
    meta,
    film: filmOf(model),
  }
}

/**
 * Where it is; beyond the axes a ring at their edge.
 * @param {Guess} guess
 * @param {Figure} landscape
 */
function markOf({ name, model }, { layout: { scene, xaxis, yaxis, meta } }) {
  const common = { mode: "markers", name, hoverinfo: "name" }
  const marker = {
    symbol: "circle",
    color: COLOUR,
    size: 13,
    line: { width: 1, color: "#ffffff" },
  }
  if (scene) {
    const film = filmOf(model)
    return { ...common, type: "scatter3d", marker, meta: { shows: "weights" }, film }
  }
  const place = placeOf(model, meta)
  const [x, y] = [xaxis, yaxis].map(({ range: [low, high] }, k) => {
    const edge = EDGE * (high - low)
    return Math.min(Math.max(place[k], low + edge), high - edge)
  })
  const isBeyond = x !== place[0] || y !== place[1]
  const ring = { ...marker, symbol: "circle-open", line: { width: 3, color: COLOUR } }
  return { ...common, type: "scatter", marker: isBeyond ? ring : marker, x: [x], y: [y] }
}

/**
 * A film of one frame, which stands while the run's goes on.
 * @param {Params<number>} model
 * @returns {Pick<Film<number[]>, "epochs" | "loss" | "params" | "steps"> & { ruler: {} }}
 */
function filmOf({ W, b }) {
  const params = { W: W.map((weight) => [weight]), b: [b] }
  return { epochs: [0], loss: [NaN], params, steps: [], ruler: {} }
}
