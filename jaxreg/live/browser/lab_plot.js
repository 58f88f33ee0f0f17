// The Lab's chart as Plotly draws it, again and again in one place, and what a click in it does.

/** @import { Click, Plotly, Plot } from "./plotly-types.js" */
/** @import { Trace } from "./protocol.js" */
/** @typedef {Click["points"][number]} Clicked */

/** @type {WeakMap<Plot, (point: Clicked) => void>} */
const clicks = new WeakMap()

/**
 * @param {Plotly} plotly
 * @param {HTMLElement} area
 * @param {object[]} traces
 * @param {object} layout
 * @param {(point: Clicked) => void} clicked called with what was clicked in the last picture
 */
export function drawPlot(plotly, area, traces, layout, clicked) {
  const plot = /** @type {Plot} */ (area)
  const isFirst = !plot.layout
  plotly.react(plot, /** @type {Trace[]} */ (traces), layout, {
    displayModeBar: false,
    responsive: true,
  })
  clicks.set(plot, clicked)
  if (isFirst) plot.on("plotly_click", ({ points: [point] }) => point && clicks.get(plot)?.(point))
}
