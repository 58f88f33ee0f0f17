import assert from "node:assert/strict"
import { test } from "node:test"
import { withDates, withoutDates } from "../../../jaxreg/live/browser/dates.js"
import { decodeFigure } from "../../../jaxreg/live/browser/film.js"
import { assertClose, cases } from "./cases.js"

const AXES = /** @type {const} */ (["xaxis", "yaxis"])

test("Plotly is given the dates that Python gives it", () => {
  for (const { figure, expected } of cases.dates) {
    const { data, layout } = withDates(decodeFigure(figure))
    for (const name of AXES) {
      const { range, ...axis } = expected.layout[name]
      assertClose(layout[name].range, range, name, 1e-12)
      assert.deepEqual({ ...layout[name], range: 0 }, { ...axis, range: 0 })
    }
    const wanted = decodeFigure(expected).data
    for (const [k, trace] of data.entries()) {
      const { x, y, x0, dx, y0, dy, hovertemplate } = wanted[k]
      if (x) assertClose(trace.x, Array.from(x), "x", 1e-12)
      if (y) assertClose(trace.y, Array.from(y), "y", 1e-12)
      assert.deepEqual([trace.x0, trace.dx, trace.y0, trace.dy], [x0, dx, y0, dy])
      assert.equal(trace.hovertemplate, hovertemplate)
    }
  }
})

test("what is drawn over a chart has the figure's own numbers", () => {
  for (const { figure } of cases.dates) {
    const dated = withDates(figure).layout
    const r2l = (/** @type {string} */ end) => Date.parse(end)
    const axes = AXES.map((name) => {
      const { type, range } = dated[name]
      const drawn =
        type === "date"
          ? range.map((/** @type {number} */ end) => new Date(end).toISOString())
          : range
      return [name, { type, range: drawn, r2l }]
    })
    const ground = withoutDates(/** @type {any} */ (Object.fromEntries(axes)), figure)
    for (const name of AXES) assertClose(ground[name].range, figure.layout[name].range, name, 1e-6)
  }
})

test("a figure without dates is the same", () => {
  const figure = /** @type {any} */ ({ data: [], layout: { xaxis: { range: [0, 1] } } })
  assert.equal(withDates(figure), figure)
})
