// The picture of a sweep: a curve for one control, with quartiles if the other is the seed;
// a heat map for two.

import { element } from "./elements.js"
import { axisOf, isOrdered, placeOf, roundBetween, roundFactors } from "./lab_axis.js"
import { drawPlot } from "./lab_plot.js"
import { bestOf, MEASURES, shapeOf, spreads, valuesOf } from "./lab_values.js"
import { short } from "./numbers.js"
import { plain } from "./scale.js"

/** @import { Open } from "./lab-types.js" */
/** @import { Plotly } from "./plotly-types.js" */
/** @import { Sweep, SweptAxis } from "./protocol.js" */
/** @import { Template } from "./theme.js" */

const LINE = "#D55E00"
const SHADE = "rgba(213, 94, 0, 0.18)"
const LIMIT = "#CC3311"
const NARROW = 480 // pixels
const FAR = 4 // powers of ten: then some of the runs have colours of their own
const COLOURED = 0.95
const CLOSE = 0.05 // of the length of an axis

/**
 * @param {Plotly} plotly
 * @param {HTMLElement} area
 * @param {Sweep} sweep
 * @param {string} measure
 * @param {Template} template
 * @param {Open} open
 * @param {object[]} marks traces over it
 */
export function drawSweep(plotly, area, sweep, measure, template, open, marks = []) {
  const { along } = shapeOf(sweep)
  const [first, second] = along
  const traces = second
    ? heatMap(sweep, measure, first, second, area.clientWidth < NARROW)
    : curve(sweep, measure, first)
  const values = second ? valuesOf(sweep, measure) : spreads(sweep, measure).map((s) => s.median)
  const layout = {
    template,
    margin: { l: 60, r: 12, t: 8, b: 48 },
    showlegend: false,
    hovermode: "closest",
    xaxis: axisOf(first),
    yaxis: second
      ? axisOf(second)
      : {
          title: { text: MEASURES[measure].label, font: { size: 14 } },
          type: isWide(values) ? "log" : "linear",
          exponentformat: "power",
        },
    shapes: limitOf(sweep, along),
    uirevision: measure,
  }
  drawPlot(plotly, area, [...traces, ...marks], layout, ({ x, y }) =>
    open(settingsAt(sweep, second ? [x, y] : [x])),
  )
}

/**
 * The settings of a place, by the controls' keys.
 * @param {Sweep} sweep
 * @param {number[]} place
 */
function settingsAt(sweep, place) {
  const { along } = shapeOf(sweep)
  return Object.fromEntries(along.map(({ key, texts }, k) => [key, texts[Math.round(place[k])]]))
}

/** @param {(number | null)[]} values */
function isWide(values) {
  const found = values.filter((value) => value !== null)
  return found.length > 0 && Math.min(...found) > 0 && Math.max(...found) > 30 * Math.min(...found)
}

/** @param {Sweep} sweep @param {string} measure @param {SweptAxis} axis */
function curve(sweep, measure, axis) {
  const all = spreads(sweep, measure)
  const x = all.map((_, k) => k)
  const isSpread = shapeOf(sweep).seed >= 0
  const medians = {
    ...{ type: "scatter", x, y: all.map((s) => s.median) },
    line: { color: LINE, width: 2 },
    marker: { color: LINE, size: 6 },
    hoverinfo: "text",
    text: all.map(
      ({ median, lost }, k) =>
        `${axis.label} ${axis.texts[k]}: ${median === null ? "–" : short(median)}` +
        (lost ? `<br>${lost} without it` : ""),
    ),
  }
  if (!isOrdered(axis))
    return [{ ...medians, mode: "markers", ...(isSpread && { error_y: barsOf(all) }) }]
  return [...(isSpread ? shadeOf(all, x) : []), { ...medians, mode: "lines+markers" }]
}

/** From quartile to quartile, as bars. @param {ReturnType<typeof spreads>} all */
function barsOf(all) {
  const between = (/** @type {number | null} */ low, /** @type {number | null} */ high) =>
    low === null || high === null ? 0 : high - low
  return {
    ...{ type: "data", symmetric: false, color: LINE, thickness: 2 },
    array: all.map(({ median, high }) => between(median, high)),
    arrayminus: all.map(({ low, median }) => between(low, median)),
  }
}

/** The same, as a shade. @param {ReturnType<typeof spreads>} all @param {number[]} x */
function shadeOf(all, x) {
  const line = { type: "scatter", x, hoverinfo: "skip" }
  // Where a quartile has no end, neither has the shade.
  const whole = all.map(({ low, high }) =>
    low === null || high === null ? [null, null] : [low, high],
  )
  return [0, 1].map((k) => ({
    ...{ ...line, y: whole.map((ends) => ends[k]), mode: "lines" },
    line: { width: 0, color: LINE },
    ...(k && { fill: "tonexty", fillcolor: SHADE }),
  }))
}

/**
 * @param {Sweep} sweep
 * @param {string} measure
 * @param {SweptAxis} first
 * @param {SweptAxis} second
 * @param {boolean} isNarrow
 */
function heatMap(sweep, measure, first, second, isNarrow) {
  const values = valuesOf(sweep, measure)
  const isLog = isWide(values)
  const width = second.values.length
  const rows = second.values.map((_, j) => first.values.map((_, k) => values[k * width + j]))
  const z = rows.map((row) => row.map((v) => (v !== null && isLog ? Math.log10(v) : v)))
  const text = rows.map((row, j) =>
    row.map((value, k) => {
      const became = sweep.columns.became?.[k * width + j] ?? "not done yet"
      return (
        `${first.label} ${first.texts[k]}, ${second.label} ${second.texts[j]}<br>` +
        `${MEASURES[measure].label}: ${value === null ? `– (${became})` : short(value)}`
      )
    }),
  )
  const found = z.flat().filter((value) => value !== null)
  found.sort((a, b) => a - b)
  // Few runs that all but left the float range would leave the others no colours.
  const [low, most] = [found[0], found[found.length - 1]]
  const isFar = isLog && most - low > FAR
  const high = isFar ? found[Math.floor(COLOURED * (found.length - 1))] : most
  const [at, texts] = colourTicks(low, high, isLog)
  if (high < most) {
    if (high - at[at.length - 1] < CLOSE * (high - low)) at.pop()
    texts.splice(at.length, 1, `≥ ${short(10 ** high)}`)
    at.push(high)
  }
  const title = { text: MEASURES[measure].label, font: { size: 14 } }
  return [
    {
      ...{ type: "heatmap", z, text, hoverinfo: "text", xgap: 0, ygap: 0 },
      ...{ colorscale: "Cividis", reversescale: !MEASURES[measure].most },
      ...{ zmin: low, zmax: high },
      colorbar: {
        ...(isNarrow
          ? { orientation: "h", y: 1.02, yanchor: "bottom", thickness: 10 }
          : { title: { ...title, side: "right" }, thickness: 14 }),
        tickvals: at,
        ticktext: texts,
      },
    },
  ]
}

/**
 * Round numbers beside the colours, which stand for powers of ten if isLog.
 * @param {number} low
 * @param {number} high
 * @param {boolean} isLog
 * @returns {[number[], string[]]}
 */
function colourTicks(low, high, isLog) {
  const round = isLog ? roundFactors(10 ** low, 10 ** high) : roundBetween(low, high)
  if (round.length < 2) return [[low, high], [low, high].map((v) => short(isLog ? 10 ** v : v))]
  return [round.map((value) => (isLog ? Math.log10(value) : value)), round.map(tick)]
}

/** @param {number} value */
const tick = (value) => (value > 0 ? short(value) : plain(value))

/**
 * The largest stable rate, where it is known, as a line over the chart.
 * @param {Sweep} sweep
 * @param {SweptAxis[]} along
 */
function limitOf({ limits }, along) {
  const at = along.findIndex(({ name }) => name === "learning_rate")
  if (!limits || at < 0) return []
  const [rate, other] = at ? ["y", "x"] : ["x", "y"]
  const line = { type: "line", line: { color: LIMIT, width: 2, dash: "dash" } }
  if (along.length === 1) {
    const place = placeOf(along[0], limits[0])
    return [{ ...line, x0: place, x1: place, y0: 0, y1: 1, yref: "paper" }]
  }
  return along[1 - at].values.map((_, k) => {
    const place = placeOf(along[at], limits[k] ?? limits[0])
    const ends = { [`${rate}0`]: place, [`${rate}1`]: place }
    return { ...line, ...ends, [`${other}0`]: k - 0.5, [`${other}1`]: k + 0.5 }
  })
}

/**
 * For keys: a run by the values of its axes, and a button that opens it.
 * @param {HTMLElement} root
 * @param {Sweep} sweep
 * @param {string} measure
 * @param {Open} open
 */
export function offerRuns(root, sweep, measure, open) {
  const best = bestOf(sweep, measure)
  const selects = sweep.axes.map(({ label, texts }) => {
    const entry = element("label", "", root)
    element("span", "", entry).textContent = label
    const select = element("select", "", entry)
    for (const text of texts) select.add(new Option(text))
    return select
  })
  const { along } = shapeOf(sweep)
  for (const [k, axis] of along.entries())
    if (best) selects[sweep.axes.indexOf(axis)].selectedIndex = best.place[k]
  const button = element("button", "", root)
  button.textContent = "Open this run"
  button.onclick = () =>
    open(Object.fromEntries(sweep.axes.map(({ key }, k) => [key, selects[k].value])))
}
