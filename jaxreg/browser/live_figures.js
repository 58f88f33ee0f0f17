// The charts of a page. The picture is always that of the widgets as they stand on the
// screen: each time one changes, held or not, the server is asked for the newest state,
// one request at a time, and the charts move to it. Which epoch they show is the transport
// bar's to say.

import { createChart } from "./chart.js"
import { createElements } from "./elements.js"
import { decodeFigure, decodeFilm } from "./film.js"
import { createPanel } from "./panel.js"
import { loadPlotly } from "./plotly.js"
import { showRuler } from "./ruler.js"
import { themeTemplate } from "./theme.js"
import { createTransport } from "./transport.js"

const RETRY_MS = 1000
const SETTLE_MS = 150
const LAST = "This is the last picture: it follows the controls again once the data are loaded."
const CONNECTION = "data-test-connection-state" // of Streamlit, on its outermost element

const KEYS = {
  " ": (transport) => transport.toggle(),
  ArrowLeft: (transport) => transport.step(-1),
  ArrowRight: (transport) => transport.step(1),
  Home: (transport) => transport.jump(0),
  End: (transport) => transport.jump(Infinity),
}

const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let view = views.get(parentElement)
  if (!view) {
    view = createView(parentElement)
    views.set(parentElement, view)
  }
  // Called again for new data and for another theme.
  view.update(data, setTriggerValue)
  return () => {
    views.delete(parentElement)
    view.close()
  }
}

function createView(parent) {
  const elements = createElements(parent)
  const transport = createTransport(elements.bar, changed)
  const panel = createPanel(elements.panel, (rate) => trigger("rate", rate))
  const charts = new Map()
  let data, trigger, plotly, template
  let answered // the request of the picture that is shown, and
  let refused // one that need not be made again
  let figures, report, run
  let hasStudy = false // that of the picture
  let settling
  let asking = false
  let studying // stops the fetch of a study
  let wasAway = false // the server
  let doubted = false // whether own data have outlived that
  let open = true

  // What each slider shows just now.
  const shown = () =>
    Object.keys(data.sliders).flatMap((key) => {
      const input = document.querySelector(`.st-key-${key} input[type=range]`)
      return input && !input.disabled ? [[key, input.getAttribute("aria-valuetext")]] : []
    })

  // The state of the widgets: the link's query, with what the sliders show.
  function request() {
    const query = new URLSearchParams(data.query)
    for (const [key, text] of shown()) query.set(key, text)
    query.sort() // one state, one request
    return { path: `${data.page}?${query}`, token: data.token, id: `${query} ${data.token}` }
  }

  const lacksFilm = () => transport.wantsFilm() && !transport.hasFilm()
  // A study takes longer than a picture: it is made when the hand rests.
  const lacksStudy = () => data.study && !transport.isHeld() && !hasStudy

  const lacksAnything = () =>
    !data.absent && (request().id !== answered || lacksFilm() || lacksStudy())

  async function follow() {
    // What comes next does not wait for the study of what has been.
    if (data && request().id !== answered) studying?.abort()
    if (asking || !data) return
    asking = true
    try {
      while (open && request().id !== refused && lacksAnything()) await ask(request())
      // A film that did not come may be wanted no more.
      if (request().id !== refused && !data.absent) elements.trouble.textContent = ""
    } finally {
      asking = false
    }
  }

  async function ask(asked) {
    // The picture first: it shall not wait for the study.
    const isAnswered = asked.id === answered
    studying = isAnswered && lacksStudy() ? new AbortController() : undefined
    const signal = studying?.signal
    const [picture, film, study, library] = await Promise.allSettled([
      !isAnswered && fetchJson("figures", asked),
      transport.wantsFilm() && fetchJson("films", asked),
      signal && fetchJson("studies", asked, signal),
      plotly ?? loadPlotly(data.plotly),
    ])
    if (!open || signal?.aborted) return
    const lost = [picture, film, study, library].find(({ status }) => status === "rejected")
    plotly = library.value
    if (plotly && picture.status === "fulfilled") take(asked, picture.value, film.value)
    if (plotly && study.value) takeStudy(study.value)
    if (lost?.reason.refusal) {
      refused = asked.id
      elements.trouble.textContent = lost.reason.refusal
      if (request().id === refused) trigger("refused", true)
      return
    }
    elements.trouble.textContent = !lost
      ? ""
      : lost === film
        ? "The film could not be fetched; trying again …"
        : lost === study
          ? "What is explained could not be fetched; trying again …"
          : "The picture could not be fetched, so it is the last one; trying again …"
    if (!lost) return
    console.warn(`${asked.path}: ${lost.reason.message}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }

  // Show an answer; the browser paints it while the next one is fetched.
  function take(asked, picture, film) {
    if (picture) {
      report = picture.report
      const decoded = ([name, figure]) => [name, decodeFigure(figure)]
      figures = Object.fromEntries(Object.entries(picture.figures).map(decoded))
      elements.showReport(report, (action) => trigger("action", action))
      hasStudy = false
      if (data.study) panel.wait(data.study)
      else panel.show(picture.insight)
      // The same run in another look, such as a log axis, goes on playing.
      const isSame = JSON.stringify(picture.film) === run
      run = JSON.stringify(picture.film)
      if (film || !(isSame && transport.hasFilm()))
        transport.load(decodeFilm(film || picture.film), Boolean(film), !isSame)
      transport.name(report)
    } else if (film) transport.load(decodeFilm(film), true, false)
    answered = asked.id
    show()
  }

  function takeStudy({ insight, figures }) {
    hasStudy = true
    panel.show(insight, figures)
    rest()
  }

  function changed() {
    if (figures) show()
    if (lacksFilm() || lacksStudy()) follow()
  }

  // While a slider is held the lines move and the axes stay.
  function show() {
    const isHeld = transport.isHeld()
    if (!charts.size || (!isHeld && !haveAxes())) return rest()
    move()
    if (!isHeld && !transport.isPlaying()) settling = setTimeout(rest, SETTLE_MS)
  }

  function move() {
    clearTimeout(settling)
    const frame = transport.frame()
    for (const [name, chart] of charts) chart.move(figures[name], frame)
    elements.root.classList.add("jr-moving")
    showNumbers(frame)
  }

  function rest() {
    clearTimeout(settling)
    const frame = transport.frame()
    for (const [name, figure] of Object.entries(figures)) {
      if (!charts.has(name)) charts.set(name, newChart(name, figure))
      charts.get(name).rest(figure, frame, template, data.view)
      elements.showCaption(name, figure)
    }
    panel.rest(plotly, template, frame, data.view)
    elements.root.classList.remove("jr-moving")
    showNumbers(frame)
  }

  const newChart = (name, figure) =>
    createChart(elements.addChart(name, figure.layout.title.text), plotly, (x, y) =>
      trigger("start", [x, y]))

  function haveAxes() {
    return Object.entries(figures).every(([name, figure]) => charts.get(name).hasAxesOf(figure))
  }

  function showNumbers(frame) {
    elements.showEquation(report.equation, frame.params)
    panel.move(frame)
    showRuler(document.querySelector(".jr-ruler"), frame.ruler)
    transport.update()
  }

  const hold = (event) => {
    if (event.target.closest?.(".stSlider")) transport.hold()
  }
  const release = (event) => {
    // Of blur, only that of the window: elements lose the focus all the time.
    if (!transport.isHeld() || (event.type === "blur" && event.target !== window)) return
    transport.release()
    changed()
    catchUp()
  }
  // A page that is closed or loaded anew takes its data along; one that the browser keeps
  // may come back to them.
  const leave = ({ persisted }) => {
    if (data.token && !persisted)
      navigator.sendBeacon(new URL("forgotten", document.baseURI), data.token)
  }
  const listeners = [
    ["pagehide", leave],
    ["pointerdown", hold],
    ["keydown", hold],
    ["pointerup", release],
    ["pointercancel", release],
    ["keyup", release],
    ["blur", release],
  ]
  for (const [type, listener] of listeners) window.addEventListener(type, listener, true)

  // Streamlit says nothing of a slider before it is released, but its native input
  // carries the value all along. Our own scrubber's is nothing to ask the server for.
  const isOfWidget = ({ target }) => !elements.root.contains(target)
  const widgets = new MutationObserver((changes) => {
    if (changes.some(({ attributeName }) => attributeName === CONNECTION)) catchUp()
    if (changes.some(isOfWidget)) follow()
  })
  const attributeFilter = ["aria-valuetext", CONNECTION]
  widgets.observe(document.body, { subtree: true, attributeFilter })

  // A slider that was let go while the server was away shows a value that Streamlit never
  // took: it is told when there is a server again, and once more by a session that is new,
  // which first has to learn what there is to be told.
  function catchUp() {
    const app = document.querySelector(`[${CONNECTION}]`)
    const isAway = app?.getAttribute(CONNECTION) !== "CONNECTED"
    if (isAway) wasAway = doubted = true
    else if (doubted) lookForData()
    if (!isAway && wasAway && !transport.isHeld()) {
      const isMissed = ([key, text]) => Number(text) !== Number(data.sliders[key])
      const missed = shown().filter(isMissed)
      wasAway = missed.length > 0
      if (wasAway) trigger("missed", Object.fromEntries(missed))
    }
  }

  // Own data that are gone are said at once, not at the next move: the page is told, and
  // offers to load them. The picture stays.
  async function lookForData() {
    doubted = false
    const asked = request()
    if (!asked.token) return
    try {
      const { status } = await send("figures", asked, { method: "HEAD" })
      if (status === 410) await fetchJson("figures", asked) // which has the words
    } catch ({ refusal }) {
      if (!open || !refusal || request().id !== asked.id) return
      refused = asked.id
      elements.trouble.textContent = refusal
      trigger("refused", true)
    }
  }

  // Without its data a picture that is there is the last one, and the page says why.
  function showAbsence() {
    elements.root.hidden = data.absent && !figures
    elements.root.classList.toggle("jr-last", data.absent)
    elements.bar.inert = data.absent && !transport.hasFilm() // there will be none
    if (data.absent) elements.trouble.textContent = LAST
    else if (elements.trouble.textContent === LAST) elements.trouble.textContent = ""
  }

  const { grid } = elements
  grid.addEventListener("pointerdown", () => {
    grid.classList.add("jr-pointed") // who points needs no ring to see where the focus is
    grid.focus({ preventScroll: true })
  })
  grid.addEventListener("blur", () => grid.classList.remove("jr-pointed"))
  grid.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event
    const action = KEYS[key]
    if (!action || !figures || target !== grid || ctrlKey || altKey || metaKey) return
    if (key === " " && event.repeat) return
    event.preventDefault()
    action(transport)
  })

  return {
    update(newData, newTrigger) {
      if (data && newData.reveal !== data.reveal) reveal()
      const theme = themeTemplate(elements.root)
      const redraw =
        figures && (data.view !== newData.view || JSON.stringify(theme) !== JSON.stringify(template))
      data = newData
      trigger = newTrigger
      template = theme
      if (redraw) rest()
      showAbsence()
      follow()
      catchUp()
    },
    close() {
      open = false
      studying?.abort()
      clearTimeout(settling)
      transport.close()
      widgets.disconnect()
      for (const [type, listener] of listeners)
        window.removeEventListener(type, listener, true)
      for (const chart of charts.values()) chart.close()
      panel.close()
      elements.root.remove()
    },
  }
}

// Bring the table of the points into sight, which stands below the charts.
function reveal(tries = 20) {
  const table = document.querySelector(".st-key-own_points [data-testid=stDataFrame]")
  if (table) table.scrollIntoView({ block: "end", behavior: "smooth" })
  else if (tries) setTimeout(reveal, SETTLE_MS, tries - 1)
}

// By which the server tells those of one address apart, so that each has their turn.
const PAGE = `${Math.random()}`

function send(kind, { path, token }, options) {
  const url = new URL(`${kind}/${path}`, document.baseURI)
  const headers = { "Jaxreg-Page": PAGE, ...(token && { "Jaxreg-Data": token }) }
  return fetch(url, { ...options, headers })
}

// An answer of the server. An error that will be the same again has its ``refusal``.
async function fetchJson(kind, asked, signal) {
  const response = await send(kind, asked, { signal })
  if (response.ok) return response.json()
  const error = new Error(`answer ${response.status}`)
  if ([400, 410].includes(response.status)) error.refusal = (await response.json()).error
  throw error
}
