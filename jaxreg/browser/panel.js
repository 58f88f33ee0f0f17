// What the page explains of a run: words, a table, a bar and, of a study, charts.

import { createChart } from "./chart.js"
import { createFrame, element, fillLegend, fillTable } from "./elements.js"
import { decodeFigure, number } from "./film.js"

// picked(x) is called for a click on a study's chart that takes clicks.
export function createPanel(root, picked) {
  const heading = element("strong", "", root)
  const text = element("div", "jr-text", root)
  const words = element("div", "", text)
  const bar = element("div", "jr-sum", text)
  const track = element("div", "jr-track", bar)
  const fill = element("i", "jr-fill", track)
  const tick = element("i", "jr-smallest", track)
  const sum = element("span", "", bar)
  const table = element("table", "", text)
  const grid = element("div", "jr-study", root)
  const charts = new Map()
  let shown
  let shownFigures = {}

  // Show an insight, or nothing; one of a study comes with figures.
  function show(insight, figures = {}) {
    root.classList.remove("jr-waiting")
    root.hidden = !insight
    shown = insight
    shownFigures = figures
    if (!insight) return
    heading.textContent = insight.title
    words.replaceChildren(
      ...insight.sentences.map((sentence) => {
        const paragraph = element("p", "")
        paragraph.textContent = sentence
        return paragraph
      }),
    )
    fillTable(table, insight.rows.length ? ["", ...insight.columns] : null, insight.rows)
    grid.hidden = !Object.keys(figures).length
  }

  // A study is on its way; until then that of another run is shown, but pale.
  function wait(title) {
    if (root.hidden || shown?.title !== title) show({ title, sentences: ["Computing …"], columns: [], rows: [] })
    root.classList.add("jr-waiting")
  }

  // The parts that a film moves.
  function move({ loss }) {
    bar.hidden = !shown?.bar
    if (bar.hidden) return
    const { full, smallest, num_points: n } = shown.bar
    const share = (value) => `${100 * Math.min(value / full, 1)}%`
    fill.style.width = share(loss)
    tick.style.left = share(smallest)
    const grown = loss > full ? ", more than at the start" : ""
    sum.textContent = `sum ${number(Math.fround(loss * n))} = ${n} × loss ${number(loss)}${grown}`
  }

  // Draw the study's charts by Plotly.
  function rest(plotly, template, frame, view) {
    for (const [name, chart] of charts)
      if (root.hidden || !shownFigures[name]) {
        chart.close()
        chart.figure.remove()
        charts.delete(name)
      }
    if (root.hidden) return
    for (const [name, encoded] of Object.entries(shownFigures)) {
      if (!charts.has(name)) charts.set(name, newChart(encoded, plotly))
      const chart = charts.get(name)
      fillLegend(chart.legend, encoded.data)
      chart.rest(decodeFigure(encoded), frame, template, view)
    }
  }

  function newChart({ layout }, plotly) {
    const frame = createFrame(grid, layout.title.text)
    return { ...frame, ...createChart(frame.area, plotly, picked) }
  }

  function close() {
    for (const chart of charts.values()) chart.close()
  }

  return { show, wait, move, rest, close }
}
