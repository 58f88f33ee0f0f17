// The charts of a page. The picture is always that of the widgets as they stand on the
// screen: each time one changes, held or not, the figure route is asked for the newest
// state, one request at a time, and Plotly updates the charts in place.

const CONFIG = {
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
}
const SVG = "http://www.w3.org/2000/svg"
const CIRCLE = "M14 1.5a5.5 5.5 0 1 0 .01 0Z"
const SYMBOLS = {
  circle: (color) => [CIRCLE, color, "none", 0],
  diamond: (color) => ["M14 0L21 7L14 14L7 7Z", color, "none", 0],
  "circle-open": (color) => [CIRCLE, "none", color, 2],
}
const RETRY_MS = 1000
const SAY_AFTER_MS = 700

const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let view = views.get(parentElement)
  if (!view) {
    view = createView(parentElement)
    views.set(parentElement, view)
  }
  // Called again for new data and for another theme.
  view.update(data, (action) => setTriggerValue("action", action))
  return () => {
    views.delete(parentElement)
    view.close()
  }
}

function createView(parent) {
  const elements = createElements(parent)
  const charts = new Map() // name -> { plot, ranges }
  let data, act, plotly, template
  let answer, answered // the last picture, and the request it answers
  let asking = false
  let open = true
  let held = false

  // The state of the widgets: the link's query, and what each slider shows just now.
  function request() {
    const query = new URLSearchParams(data.query)
    for (const key of data.sliders) {
      const input = document.querySelector(`.st-key-${key} input[type=range]`)
      if (input && !input.disabled) query.set(key, input.getAttribute("aria-valuetext"))
    }
    return `figures/${data.page}?${query}`
  }

  async function follow() {
    if (asking) return
    asking = true
    while (open && request() !== answered) {
      const asked = request()
      try {
        const response = await fetch(new URL(asked, document.baseURI))
        if (!response.ok) throw new Error(`answer ${response.status}`)
        const newest = await response.json()
        plotly ??= await loadPlotly(data.plotly)
        if (!open) break
        answer = newest
        answered = asked
        elements.trouble.textContent = ""
        draw() // the browser paints it while the next one is fetched
      } catch (error) {
        if (!open) break
        elements.trouble.textContent =
          "The picture could not be fetched, so it is the last one; trying again …"
        console.warn(`${asked}: ${error.message}`)
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    asking = false
  }

  function draw() {
    for (const [name, figure] of Object.entries(answer.figures)) {
      const title = figure.layout.title.text
      if (!charts.has(name)) {
        charts.set(name, { plot: elements.addChart(name, title) })
        size.observe(charts.get(name).plot)
      }
      const chart = charts.get(name)
      const { xaxis, yaxis, uirevision } = figure.layout
      // While a slider is held the lines move and the axes stay.
      if (!held || !chart.ranges) chart.ranges = axisRanges(figure)
      const layout = {
        ...figure.layout,
        template,
        title: undefined, // it is the caption, and the legend stands beside it
        showlegend: false,
        margin: { ...figure.layout.margin, t: 8 },
        autosize: true,
        uirevision: `${data.view} ${uirevision}`,
        xaxis: { ...xaxis, range: [...chart.ranges[0]] },
        yaxis: { ...yaxis, range: [...chart.ranges[1]] },
      }
      const config = { ...CONFIG, toImageButtonOptions: { scale: 2, filename: title } }
      const traces = figure.data.map((trace) => ({ ...trace, showscale: false }))
      elements.showLegend(name, figure.data)
      plotly.react(chart.plot, traces, layout, config)
    }
    elements.showReport(answer.report, (action) => act(action))
  }

  const hold = (event) => {
    if (event.target.closest?.(".stSlider")) held = true
  }
  const release = () => {
    if (!held) return
    held = false
    const stale = ([name, chart]) => chart.ranges + "" !== axisRanges(answer.figures[name]) + ""
    if ([...charts].some(stale)) draw()
  }
  const listeners = [
    ["pointerdown", hold],
    ["keydown", hold],
    ["pointerup", release],
    ["pointercancel", release],
    ["keyup", release],
    ["blur", release],
  ]
  for (const [type, listener] of listeners) window.addEventListener(type, listener, true)

  // Streamlit says nothing of a slider before it is released, but its native input
  // carries the value all along.
  const widgets = new MutationObserver(() => void (data && follow()))
  widgets.observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] })

  const size = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.layout) plotly.Plots.resize(target)
  })

  return {
    update(newData, newAct) {
      const theme = themeTemplate(elements.root)
      const same = JSON.stringify(theme) === JSON.stringify(template)
      const redraw = answer && !(same && data.view === newData.view)
      data = newData
      act = newAct
      template = theme
      if (redraw) draw()
      follow()
    },
    close() {
      open = false
      widgets.disconnect()
      size.disconnect()
      for (const [type, listener] of listeners)
        window.removeEventListener(type, listener, true)
      for (const { plot } of charts.values()) plotly.purge(plot)
      elements.root.remove()
    },
  }
}

function axisRanges({ layout }) {
  return [layout.xaxis.range, layout.yaxis.range]
}

function createElements(parent) {
  const root = element("div", "jr", parent)
  const head = element("div", "jr-head", root)
  const equation = element("div", "jr-equation", head)
  const copy = element("button", "jr-copy", head)
  const grid = element("div", "jr-charts", root)
  const trouble = element("p", "jr-trouble", root)
  const foot = element("div", "jr-foot", root)
  const params = element("table", "jr-params", foot)
  const facts = element("table", "jr-facts", foot)
  const messages = element("div", "jr-messages", foot)
  const said = element("div", "jr-said", root)
  trouble.setAttribute("role", "status")
  said.setAttribute("aria-live", "polite")
  copy.textContent = "Copy link"
  copy.onclick = async () => {
    copy.textContent = (await copyText(location.href)) ? "Link copied" : "Not copied"
    setTimeout(() => (copy.textContent = "Copy link"), 2000)
  }
  const legends = {}
  let shown, saying

  function addChart(name, title) {
    const figure = element("figure", "jr-chart", grid)
    const caption = element("figcaption", "", figure)
    element("strong", "", caption).textContent = title
    legends[name] = { place: element("span", "jr-legend", caption), shown: "" }
    figure.setAttribute("aria-label", title)
    return element("div", "jr-plot", figure)
  }

  function showLegend(name, traces) {
    const legend = legends[name]
    const newest = traces.map((trace) => trace.name).join()
    if (newest === legend.shown) return
    legend.shown = newest
    legend.place.replaceChildren()
    for (const trace of traces) {
      const entry = element("span", "", legend.place)
      entry.append(swatch(trace), trace.name)
    }
  }

  function showReport(report, act) {
    equation.textContent = report.equation
    equation.title = report.equation
    fillTable(params, ["", ...report.columns], report.rows)
    fillTable(facts, null, report.facts.map(([name, text]) => [name, [text]]))
    clearTimeout(saying)
    saying = setTimeout(() => {
      const sentences = report.messages.map((message) => message.text)
      said.textContent = [report.summary, ...sentences].join(". ")
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

  return { root, trouble, addChart, showLegend, showReport }
}

// How a trace looks, small, for the legend.
function swatch({ type, line, marker }) {
  if (type === "heatmap") return Object.assign(document.createElement("i"), { className: "jr-field" })
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 28 14")
  const shape = document.createElementNS(SVG, "path")
  const [path, fill, stroke, width] = marker
    ? SYMBOLS[marker.symbol](marker.color)
    : ["M0 7H28", "none", line.color, line.width]
  const dashes = { dash: "8 4", dot: "3 3" }[line?.dash] ?? "none"
  const attributes = { d: path, fill, stroke, "stroke-width": width, "stroke-dasharray": dashes }
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value)
  svg.append(shape)
  return svg
}

// A table's texts, the cells staying the same ones as long as their number does.
function fillTable(table, columns, rows) {
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

function element(tag, className, parent) {
  const created = document.createElement(tag)
  created.className = className
  parent.append(created)
  return created
}

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

// One script element for the life of the page; a failed one is tried again.
let loading
function loadPlotly(path) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI)
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      loading = undefined
      script.remove()
      reject(new Error("plotly.js did not load"))
    }
    document.head.append(script)
  })
  return loading
}

// Text, lines and background as Streamlit's theme has them.
function themeTemplate(root) {
  const style = getComputedStyle(root)
  const theme = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const axis = {
    gridcolor: theme("border-color-light") || theme("border-color"),
    zerolinecolor: theme("border-color"),
    zerolinewidth: 2,
    linecolor: theme("border-color"),
    // Plotly would else measure every label at every redraw.
    ticklabeloverflow: "allow",
    tickangle: 0,
    nticks: 6,
  }
  const background = theme("background-color")
  const layout = {
    font: { family: theme("font"), size: 15, color: theme("text-color") },
    paper_bgcolor: background,
    plot_bgcolor: background,
    xaxis: axis,
    yaxis: axis,
    legend: { font: { size: 14 } },
    hoverlabel: { font: { size: 15 } },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme("text-color") },
  }
  return { layout }
}
