// The picture of universes: the fits as a cloud of parameters, and as lines among points.

import { drawnFits } from "./lab_models.js"
import { drawPlot } from "./lab_plot.js"
import { ellipse, quantiles } from "./lab_spread.js"

/** @import { Spread } from "./lab_spread.js" */
/** @import { Plotly } from "./plotly-types.js" */
/** @import { Axis, CloudPoints, Sweep, Theory } from "./protocol.js" */
/** @import { Template } from "./theme.js" */

const FIT = "#D55E00" // as in display/drawing.py
const TRUTH = "#00735C"
const CLASSES = ["#0072B2", "#E69F00"]
const SHADE = "rgba(213, 94, 0, 0.2)"
const THIN = "rgba(213, 94, 0, 0.14)"
const MOST_FITS = 2000 // drawn: more take long, and look the same
const MOST_LINES = 200
const MOST_CURVES = 60 // each of some hundred points
const NARROW = 640 // pixels
const IN_SIGHT = [0.005, 0.995] // of the fits
const BAND = [0.025, 0.975]

/** @typedef {Sweep & { theory: Theory, points: CloudPoints }} Universes */

/**
 * @param {Plotly} plotly
 * @param {HTMLElement} area
 * @param {Universes} sweep
 * @param {Spread} fits
 * @param {Template} template
 * @param {{ truth: string, pick: (place: number) => void }} on
 *   truth: what the centre is called; pick: a fit that was clicked
 */
export function drawCloud(plotly, area, sweep, fits, template, { truth, pick }) {
  const { theory, points } = sweep
  const names = theory.names.map(written)
  const isNarrow = area.clientWidth < NARROW
  const font = { size: 14 }
  const titles = points.titles
  const isOfClasses = "accuracy" in sweep.columns
  const hasBoundary = points.columns.length === 3
  const yTitle = isOfClasses && !hasBoundary ? "probability of class 1" : titles[1]
  const [cloudX, cloudY] = windowOf(sweep, fits)
  const [planeX, planeY] = planeOf(points, isOfClasses && !hasBoundary)
  const layout = {
    template,
    margin: { l: 56, r: 12, t: 30, b: 48 },
    hovermode: "closest",
    legend: { orientation: "h", x: 0, y: 1.01, yanchor: "bottom", font: { size: 13 } },
    xaxis: {
      title: { text: `fitted ${names[0]}`, font },
      domain: isNarrow ? [0, 1] : [0, 0.45],
      range: cloudX,
    },
    yaxis: {
      title: { text: `fitted ${names[1]}`, font },
      domain: isNarrow ? [0.58, 1] : [0, 1],
      range: cloudY,
    },
    xaxis2: {
      title: { text: titles[0], font },
      domain: isNarrow ? [0, 1] : [0.55, 1],
      anchor: "y2",
      range: planeX,
    },
    yaxis2: {
      title: { text: yTitle, font },
      domain: isNarrow ? [0, 0.4] : [0, 1],
      anchor: "x2",
      range: planeY,
    },
    uirevision: sweep.call,
  }
  const traces = [
    ...cloud(sweep, fits, names, truth),
    ...plane(sweep, fits, truth, planeX, planeY).map((trace) => ({
      ...{ hoverinfo: "skip", showlegend: false, xaxis: "x2", yaxis: "y2" },
      ...trace,
    })),
  ]
  drawPlot(plotly, area, traces, layout, ({ customdata: place }) => {
    if (typeof place === "number") pick(place)
  })
}

/** W1 as W₁. @param {string} name */
export const written = (name) => name.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)])

/** @param {Universes} sweep @param {Spread} fits @param {string[]} names @param {string} truth */
function cloud({ theory }, { rows, places, mean, covariance }, names, truth) {
  const some = rows.slice(0, MOST_FITS)
  const line = (/** @type {object} */ more) => ({
    type: "scatter",
    mode: "lines",
    hoverinfo: "skip",
    ...more,
  })
  /** @type {object[]} */
  const traces = [
    {
      ...{ type: "scatter", mode: "markers", name: "fits", hoverinfo: "text" },
      ...{ x: some.map((row) => row[0]), y: some.map((row) => row[1]) },
      text: some.map((row, k) =>
        [`${places[k]}`, ...names.map((name, j) => `${name} ${row[j].toPrecision(4)}`)].join(
          "<br>",
        ),
      ),
      customdata: places.slice(0, MOST_FITS),
      marker: { color: FIT, size: 4, opacity: rows.length > 500 ? 0.35 : 0.6, line: { width: 0 } },
    },
  ]
  if (rows.length > 2)
    traces.push(
      line({
        ...ellipse(mean, covariance, theory.radius),
        ...{ name: "95 % by the fits' own spread", line: { color: FIT, width: 2 } },
      }),
    )
  if (theory.covariance)
    traces.push(
      line({
        ...ellipse(theory.centre, theory.covariance, theory.radius),
        ...{ name: "95 % by the formula", line: { color: TRUTH, width: 2.5, dash: "dash" } },
      }),
    )
  if (theory.centre[0] !== null)
    traces.push({
      ...{ type: "scatter", mode: "markers", name: truth, hoverinfo: "skip" },
      ...{ x: [theory.centre[0]], y: [theory.centre[1]] },
      marker: { color: TRUTH, size: 13, symbol: "x", line: { color: "#fff", width: 1 } },
    })
  return traces
}

/**
 * The lines, boundaries or curves of the fits among the scenario's own points.
 * @param {Universes} sweep
 * @param {Spread} fits
 * @param {string} truth
 * @param {Axis["range"]} range of x
 * @param {Axis["range"]} up of y
 */
function plane({ theory, points, columns }, { rows }, truth, range, up) {
  const { columns: own } = points
  const isBoundary = own.length === 3
  const isCurve = !isBoundary && "accuracy" in columns
  const isBent = isCurve || points.features
  const kind = { isBoundary, isCurve, level: points.level }
  const { at, drawn } = drawnFits(points.features, kind, range, up)
  const lines = rows.slice(0, isBoundary && points.features ? MOST_CURVES : MOST_LINES).map(drawn)
  const many = {
    x: lines.flatMap(({ x }) => [...x, null]),
    y: lines.flatMap(({ y }) => [...y, null]),
  }
  /** @type {object[]} */
  const traces = [{ type: "scatter", mode: "lines", ...many, line: { color: THIN, width: 1 } }]
  if (!isBoundary && rows.length > 40) {
    const places = Array.from({ length: 25 }, (_, k) => range[0] + ((range[1] - range[0]) * k) / 24)
    const ends = places.map((x) =>
      quantiles(
        rows.map((row) => at(row, x)),
        BAND,
      ),
    )
    for (const k of [0, 1])
      traces.push({
        ...{ type: "scatter", mode: "lines", x: places, y: ends.map((of) => of[k]) },
        ...{ line: { width: 0, color: FIT }, ...(k && { fill: "tonexty", fillcolor: SHADE }) },
        ...(k && { name: `95 % of the ${isBent ? "curves" : "lines"}`, showlegend: true }),
      })
  }
  const centre = /** @type {number[]} */ (theory.centre)
  if (theory.centre[0] !== null)
    traces.push({
      ...{ type: "scatter", mode: "lines", name: truth, ...drawn(centre) },
      line: { color: TRUTH, width: 2.5, dash: "dash" },
    })
  const [x, y, label] = isBoundary ? own : [own[0], own[1], own[1]]
  traces.push({
    ...{ type: "scatter", mode: "markers", x, y },
    marker: {
      color: isBoundary || isCurve ? label.map((k) => CLASSES[k]) : CLASSES[0],
      ...{ size: x.length > 100 ? 4 : 7, line: { width: 0 } },
    },
  })
  return traces
}

/**
 * The ranges of both parameters: all but the farthest fits, and the formula's ellipse.
 * @param {Universes} sweep
 * @param {Spread} fits
 */
function windowOf({ theory }, { rows }) {
  const around = theory.covariance && ellipse(theory.centre, theory.covariance, theory.radius)
  return [0, 1].map((j) => {
    const of = around ? (j ? around.y : around.x) : []
    const fits = rows.length
      ? quantiles(
          rows.map((row) => row[j]),
          IN_SIGHT,
        )
      : []
    return padded([
      ...of,
      ...fits,
      ...(theory.centre[j] === null ? [] : [Number(theory.centre[j])]),
    ])
  })
}

/**
 * @param {CloudPoints} points
 * @param {boolean} isShare whether y is a probability
 * @returns {Axis["range"][]}
 */
function planeOf({ columns }, isShare) {
  return [padded(columns[0]), isShare ? [-0.05, 1.05] : padded(columns[1])]
}

/** @param {number[]} values @returns {Axis["range"]} */
function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = 0.08 * (high - low) || 1
  return [low - pad, high + pad]
}
