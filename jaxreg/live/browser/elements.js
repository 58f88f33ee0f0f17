// What stands around the charts: equation, legends, numbers and messages.

import { number } from "./numbers.js"
import { lineStyle, markStyle, setAttributes, svgElement, symbolPath } from "./svg.js"

/** @import { Action, Explanation, Figure, Params, Report, Row, Trace } from "./protocol.js" */

const SAY_AFTER_MS = 700
const LONG = 48 // letters of an equation, without its numbers, that get two lines

/** @param {Element} parent */
export function createElements(parent) {
  const root = element("div", "jr", parent)
  const head = element("div", "jr-head", root)
  const equation = element("div", "jr-equation", head)
  const copy = element("button", "jr-copy", head)
  const grid = element("div", "jr-charts", root)
  const bar = element("div", "jr-bar", root)
  const trouble = element("p", "jr-trouble", root)
  const explanation = element("section", "jr-explanation", root)
  explanation.hidden = true
  const foot = element("div", "jr-foot", root)
  const params = element("table", "jr-params", foot)
  const facts = element("table", "jr-facts", foot)
  const messages = element("div", "jr-messages", foot)
  const said = element("div", "jr-said", root)
  grid.tabIndex = 0
  setAttributes(grid, {
    role: "group",
    "aria-label": "Charts. Space plays, arrow keys step through the epochs.",
  })
  setAttributes(bar, { role: "group", "aria-label": "Training, epoch by epoch" })
  trouble.setAttribute("role", "status")
  said.setAttribute("aria-live", "polite")
  copy.textContent = "Copy link"
  copy.onclick = async () => {
    copy.textContent = (await copyText(location.href)) ? "Link copied" : "Not copied"
    setTimeout(() => (copy.textContent = "Copy link"), 2000)
  }
  /** @type {Record<string, ReturnType<typeof createFrame> & { shown: string }>} */
  const frames = {}
  /** @type {string} */
  let shown
  /** @type {ReturnType<typeof setTimeout>} */
  let saying

  /**
   * @param {string} name
   * @param {string} title
   */
  function addChart(name, title) {
    frames[name] = { ...createFrame(grid, title), shown: "" }
    return frames[name].area
  }

  /**
   * @param {string} name
   * @param {Figure} figure
   */
  function showCaption(name, { data: traces, layout }) {
    const frame = frames[name]
    frame.entitle(layout.title.text)
    const newest = traces.map((trace) => trace.name).join()
    if (newest === frame.shown) return
    frame.shown = newest
    fillLegend(frame.legend, traces)
  }

  /**
   * @param {Report} report
   * @param {Params<number>} params
   */
  function showEquation({ equation: parts, digits }, { W, b }) {
    const text = parts.reduce((before, part, k) => {
      const value = number([...W, b][k - 1], digits)
      const isLess = before.endsWith("+ ") && value.startsWith("-")
      return (isLess ? `${before.slice(0, -2)}− ${value.slice(1)}` : before + value) + part
    })
    equation.textContent = equation.title = text
    equation.classList.toggle("jr-long", parts.join("").length > LONG)
  }

  /**
   * @param {Report} report
   * @param {(action: Omit<Action, "label">) => void} act what a message's button does
   */
  function showReport(report, act) {
    const { columns, units } = report
    const headings = columns.map((name, k) => (units[k] ? `${name} (${units[k]})` : name))
    fillTable(params, ["at the end", ...headings], report.rows)
    const rows = report.facts.map(([name, text]) => /** @type {Row} */ ([name, [text]]))
    fillTable(facts, null, rows)
    clearTimeout(saying)
    saying = setTimeout(() => {
      const sentences = report.messages.map((message) => message.text)
      said.textContent = `${report.summary}. ${sentences.join(" ")}`
    }, SAY_AFTER_MS)
    const newest = JSON.stringify(report.messages)
    if (newest === shown) return // keeps the focus on a message's button
    shown = newest
    messages.replaceChildren()
    for (const { text, level, action } of report.messages) {
      const message = element("p", "jr-message", messages)
      message.dataset.level = level
      message.textContent = text
      if (!action) continue
      const button = element("button", "", message)
      button.textContent = action.label
      button.onclick = () => act({ key: action.key, value: action.value })
    }
  }

  return { root, grid, bar, explanation, trouble, addChart, showCaption, showEquation, showReport }
}

/**
 * What a chart stands in: its caption, with a place for the legend, and its area.
 * @param {Element} parent
 * @param {string} title
 */
export function createFrame(parent, title) {
  const figure = element("figure", "jr-chart", parent)
  const caption = element("figcaption", "", figure)
  const heading = element("strong", "", caption)
  const legend = element("span", "jr-legend", caption)
  const entitle = (/** @type {string} */ text) => {
    if (heading.textContent === text) return
    heading.textContent = text
    figure.setAttribute("aria-label", text)
  }
  entitle(title)
  return { figure, legend, entitle, area: element("div", "jr-area", figure) }
}

/**
 * @param {Element} place
 * @param {Trace[]} traces
 */
export function fillLegend(place, traces) {
  place.replaceChildren()
  for (const trace of traces) {
    if (trace.showlegend === false) continue
    const entry = element("span", "", place)
    entry.append(swatch(trace), asText(trace.name))
  }
}

/**
 * A name as it was before it was written for Plotly, see drawing.plain.
 * @param {string} name
 */
const asText = (name) => name.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))

/**
 * How a trace looks, small, for the legend.
 * @param {Trace} trace
 */
function swatch({ type, mode, line, marker, colorscale }) {
  if (type === "heatmap") {
    const field = element("i", "jr-field")
    field.style.background = `linear-gradient(90deg, ${colorscale.map(([, color]) => color)})`
    return field
  }
  const svg = svgElement("svg", null, { viewBox: "0 0 28 14" })
  const look =
    mode === "markers" && marker
      ? { d: symbolPath(marker, 14, 7, 5.5), ...markStyle(marker) }
      : { d: "M0 7H28", ...lineStyle(line) }
  svgElement("path", svg, look)
  return svg
}

/**
 * A table's texts, the cells staying the same ones as long as their number does.
 * @param {HTMLTableElement} table
 * @param {string[] | null} columns
 * @param {Row[]} rows
 */
export function fillTable(table, columns, rows) {
  const texts = [...(columns ? [columns] : []), ...rows.map(([name, cells]) => [name, ...cells])]
  while (table.rows.length > texts.length) table.deleteRow(-1)
  texts.forEach((cells, index) => {
    const row = table.rows[index] ?? table.insertRow()
    row.className = cells[0] === "fitted" ? "jr-fitted" : ""
    while (row.cells.length > cells.length) row.deleteCell(-1)
    cells.forEach((text, column) => {
      const heading = column === 0 || (columns && index === 0)
      const cell = row.cells[column] ?? element(heading ? "th" : "td", "", row)
      if (cell.textContent !== text) cell.textContent = text
    })
  })
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Element} [parent]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, parent) {
  const created = document.createElement(tag)
  created.className = className
  parent?.append(created)
  return created
}

/** @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Over plain HTTP from another machine there is no clipboard, but the old way.
    const area = element("textarea", "jr-said", document.body)
    area.value = text
    area.select()
    const copied = document.execCommand("copy")
    area.remove()
    return copied
  }
}
