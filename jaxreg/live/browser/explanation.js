// What the page explains of a run: words, a table, a bar and, of a slow explanation, charts.

import { createChart } from "./chart.js"
import { createChartMenu } from "./chart_menu.js"
import { countedRows } from "./confusion.js"
import { createFrame, element } from "./elements.js"
import { decodeFigure, tracesAt } from "./film.js"
import { fillLegend } from "./legend.js"
import { number } from "./numbers.js"
import { steppedRows } from "./odds.js"
import { measuredRows, withRoom } from "./residuals.js"
import { fillTable } from "./tables.js"

/** @import { Template } from "./theme.js" */
/** @import { Plotly } from "./plotly-types.js" */
/** @import { Digits, Explanation, Figure, Figures, Frame, Row, Trace } from "./protocol.js" */

const NOTHING = {
  columns: [],
  rows: [],
  bar: null,
  counted: null,
  measured: null,
  stepped: null,
  figures: {},
  beside: null,
  over: {},
}
const WAITING = { ...NOTHING, sentences: ["Computing …"] }

/**
 * @param {HTMLElement} root
 * @param {(x: number) => void} picked called for a click on a chart that takes clicks
 */
export function createExplanation(root, picked) {
  const heading = element("h2", "", root)
  const grid = element("div", "jr-explanation-charts", root)
  const text = element("div", "jr-text", root)
  const words = element("div", "", text)
  const bar = element("div", "jr-sum", text)
  const track = element("div", "jr-track", bar)
  const fill = element("i", "jr-fill", track)
  const tick = element("i", "jr-smallest", track)
  const sum = element("span", "", bar)
  const table = element("table", "", text)
  /** @type {Map<string, ReturnType<typeof newChart>>} */
  const charts = new Map()
  /** @type {Explanation | null} */
  let shown = null
  /** @type {[string, Figure][]} */
  let figures = [] // its charts

  /**
   * Show an explanation, or nothing.
   * @param {Explanation | null} explanation
   */
  function show(explanation) {
    root.classList.remove("jr-waiting")
    root.hidden = !explanation
    root.parentElement?.classList.toggle("jr-explained", Boolean(explanation))
    shown = explanation
    if (!explanation) return
    heading.textContent = explanation.title
    words.replaceChildren(
      ...explanation.sentences.map((sentence) => {
        const paragraph = element("p", "")
        paragraph.textContent = sentence
        return paragraph
      }),
    )
    figures = Object.entries(explanation.figures).map(([name, figure]) => [
      name,
      decodeFigure(figure),
    ])
    fillRows(explanation.rows)
    grid.hidden = !Object.keys(explanation.figures).length
  }

  /**
   * A slow explanation is on its way; until then that of another run is shown, but pale.
   * @param {string} title
   */
  function wait(title) {
    if (root.hidden || shown?.title !== title) show({ ...WAITING, title })
    root.classList.add("jr-waiting")
  }

  /** @param {Row[]} rows of the table */
  function fillRows(rows) {
    fillTable(table, rows.length ? ["", ...(shown?.columns ?? [])] : null, rows)
  }

  /**
   * Its table at another epoch.
   * @param {Explanation} shown
   * @param {Frame} frame
   * @param {Digits} digits
   * @param {Trace[]} points
   */
  function rowsAt(shown, frame, digits, points) {
    if (shown.counted) return countedRows(shown, frame.params, points, digits)
    if (shown.stepped) return steppedRows(shown, frame.params, digits)
    const [[, residuals]] = shown.measured ? figures : [["", null]]
    return residuals ? measuredRows(shown, tracesAt(residuals, frame), digits) : shown.rows
  }

  /**
   * The parts that a film moves.
   * @param {Frame} frame
   * @param {Digits} digits
   * @param {Trace[]} points the traces of the main chart
   */
  function move(frame, digits, points) {
    const { loss, isLast } = frame
    if (shown) fillRows(isLast ? shown.rows : rowsAt(shown, frame, digits, points))
    for (const [name, figure] of figures) charts.get(name)?.move({ ...figure, points }, frame)
    bar.hidden = !shown?.bar
    if (!shown?.bar) return
    const { full, smallest, num_points: n } = shown.bar
    const share = (/** @type {number} */ value) => `${100 * Math.min(value / full, 1)}%`
    fill.style.width = share(loss)
    tick.style.left = share(smallest)
    const text = (/** @type {number} */ value) => number(value, digits)
    const grown = loss > full ? ", more than at the start" : ""
    sum.textContent = `sum ${text(Math.fround(loss * n))} = ${n} × loss ${text(loss)}${grown}`
  }

  /**
   * Draw the slow explanation's charts by Plotly.
   * @param {Plotly} plotly
   * @param {Template} template
   * @param {Frame} frame
   * @param {string} view
   * @param {Trace[]} points the traces of the main chart
   */
  function rest(plotly, template, frame, view, points) {
    for (const [name, chart] of charts)
      if (!shown?.figures[name]) {
        chart.close()
        chart.figure.remove()
        charts.delete(name)
      }
    for (const [name, figure] of shown ? figures : []) {
      const chart = charts.get(name) ?? newChart(figure, plotly)
      charts.set(name, chart)
      fillLegend(chart.legend, figure.data)
      const seen = shown?.measured && !frame.isLast ? withRoom(figure, frame) : figure
      chart.rest({ ...seen, points }, frame, template, view)
    }
  }

  /**
   * @param {Figure} figure
   * @param {Plotly} plotly
   */
  function newChart({ layout }, plotly) {
    const frame = createFrame(grid, layout.title.text)
    const chart = createChart(frame.area, plotly, picked)
    createChartMenu(frame.caption, chart).entitle(layout.title.text)
    return { ...frame, ...chart }
  }

  function close() {
    for (const chart of charts.values()) chart.close()
  }

  // The small chart that it leaves in sight; undefined: all.
  const beside = () => shown?.beside

  /**
   * Figures with the traces that it adds to them: lines below their own, all else on top, as
   * add_over of explain/entry.py has them. While it is pale it is of another run.
   * @param {Figures} figures
   * @returns {Figures}
   */
  function addTo(figures) {
    if (!shown || root.classList.contains("jr-waiting")) return figures
    const isLine = (/** @type {Trace} */ { mode }) => mode === "lines"
    const there = Object.entries(shown.over).filter(([name]) => figures[name])
    const added = there.map(([name, data]) => {
      const { layout, data: own } = figures[name]
      const traces = decodeFigure({ data, layout }).data
      const first = Math.max(own.findIndex(isLine), 0)
      const lines = traces.filter(isLine)
      const marks = traces.filter((trace) => !isLine(trace))
      return [
        name,
        { layout, data: [...own.slice(0, first), ...lines, ...own.slice(first), ...marks] },
      ]
    })
    return { ...figures, ...Object.fromEntries(added) }
  }

  return { show, wait, move, rest, addTo, beside, close }
}
