// Axes of dates, on which a figure counts days or years since the first: Plotly counts
// milliseconds since 1970. As display/dates.py does it.

/** @import { FullLayout, Ground } from "./plotly-types.js" */
/** @import { Dates, Figure } from "./protocol.js" */

const AXES = /** @type {const} */ (["x", "y"])
// More ticks would touch each other, as would months beside their years: these stand below,
// as a day does below its hours, and the title moves down.
const MONTHS = { dtickrange: ["M1", "M6"], value: "%b\n%Y" }
const DATES = { type: "date", nticks: 5, automargin: true, tickformatstops: [MONTHS] }
const STANDOFF = 8 // pixels

/**
 * A figure as Plotly shows dates, if its layout says that there are some.
 * @param {Figure} figure
 */
export function withDates(figure) {
  for (const name of AXES) {
    const dates = figure.layout.meta?.[name]
    if (dates) figure = dated(figure, name, dates)
  }
  return figure
}

/**
 * @param {Figure} figure
 * @param {"x" | "y"} name
 * @param {Dates} dates
 * @returns {Figure}
 */
function dated({ data, layout }, name, { origin, unit }) {
  const moved = (/** @type {number} */ value) => origin + unit * value
  const axis = layout[`${name}axis`]
  const [low, high] = axis.range
  return {
    data: data.map((trace) => ({
      ...trace,
      // Of a date a millisecond too early, Plotly would say the day before.
      ...(trace[name] && { [name]: Array.from(trace[name], (value) => Math.round(moved(value))) }),
      ...(`${name}0` in trace && {
        [`${name}0`]: moved(trace[`${name}0`]),
        [`d${name}`]: unit * trace[`d${name}`],
      }),
      hovertemplate: trace.hovertemplate?.replace(`%{${name}:.4g}`, `%{${name}}`),
    })),
    layout: {
      ...layout,
      [`${name}axis`]: {
        ...axis,
        ...DATES,
        range: [moved(low), moved(high)],
        title: { ...axis.title, standoff: STANDOFF },
      },
    },
  }
}

/**
 * What a figure was drawn on, with ranges in its own numbers again.
 * @param {FullLayout} drawn
 * @param {Figure} figure
 */
export function withoutDates(drawn, { layout: { meta } }) {
  /** @type {Ground} */
  let ground = drawn
  for (const name of AXES) {
    const dates = meta?.[name]
    const axis = drawn[`${name}axis`]
    if (!dates || axis.type !== "date") continue
    const [low, high] = axis.range.map((end) => (axis.r2l(end) - dates.origin) / dates.unit)
    ground = { ...ground, [`${name}axis`]: { range: [low, high] } }
  }
  return ground
}
