// A picture on the screen: its charts, numbers and explanation, at the transport's frame.

import { createChart } from "./chart.js"
import { createChartMenu } from "./chart_menu.js"
import { description } from "./description.js"
import { saveImage } from "./files.js"
import { decodeFigure } from "./film.js"
import { createFirstChart, isPlain } from "./first_chart.js"
import { withGhosts } from "./ghosts.js"
import { without } from "./hide.js"
import { showRuler } from "./ruler.js"
import { createRunsTable } from "./runs_table.js"
import { drawSlide } from "./slide.js"

/** @import { createElements } from "./elements.js" */
/** @import { createExplanation } from "./explanation.js" */
/** @import { Format } from "./files.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Template } from "./theme.js" */
/** @import { Plotly } from "./plotly-types.js" */
/** @import { Figure, Figures, Frame, Picture, Report, Trace, Place } from "./protocol.js" */
/** @import { createTransport } from "./transport.js" */

const SETTLE_MS = 150
const FRAME_MS = 20

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createTransport>} transport
 * @param {ReturnType<typeof createExplanation>} explanation
 * @param {(start: number[], units: Place) => void} picked called for a click that chooses one
 */
export function createStage(elements, transport, explanation, picked) {
  /** @type {Map<string, ReturnType<typeof newChart>>} */
  const charts = new Map()
  const runs = createRunsTable(elements.root)
  /** @type {Figures} */
  let taken = {} // the figures, those without what is concealed, and those that are seen
  /** @type {Figures} */
  let whole = {}
  /** @type {Figures} */
  let figures = {}
  /** @type {(trace: Trace) => boolean} */
  let isConcealed = () => false // by a card, or a link
  const hidden = new Set() // by a hand: a chart's name and a trace's
  /** @type {Ghost[]} */
  let ghosts = [] // the pinned runs
  let wanted = "" // the chart that is to be the main one, as soon as it is there
  /** @type {Report} */
  let report
  /** @type {Plotly | undefined} */
  let plotly
  /** @type {ReturnType<typeof createFirstChart> | undefined} */
  let first // the main chart, until Plotly draws it
  /** @type {{ template: Template, view: string }} */
  let look
  /** @type {ReturnType<typeof setTimeout>} */
  let settling

  const hasPicture = () => Boolean(report)
  const isDrawn = () => charts.size > 0

  /** @param {Plotly} library which draws the charts from now on */
  function use(library) {
    plotly = library
    if (hasPicture()) rest()
  }

  /**
   * Take a picture, for what is shown from now on.
   * @param {Picture} picture
   */
  function take(picture) {
    report = picture.report
    taken = Object.fromEntries(
      Object.entries(picture.figures).map(([name, figure]) => [name, decodeFigure(figure)]),
    )
    leaveOut()
  }

  function leaveOut() {
    whole = without(explanation.addTo(taken), (_, trace) => isConcealed(trace))
    const haunted = withGhosts(whole, ghosts)
    figures = without(haunted, (name, trace) => hidden.has(`${name} ${trace.name}`))
  }

  /**
   * @param {Ghost[]} newGhosts to be shown beside the run
   * @param {boolean} [isNow] whether they are others, and not to wait for the next picture
   */
  function haunt(newGhosts, isNow) {
    ghosts = newGhosts
    leaveOut()
    transport.prolong(ghosts.map(({ film }) => film.epochs))
    if (isNow && hasPicture()) show()
  }

  /** @param {(trace: Trace) => boolean} newConcealed whether a trace is not to be seen */
  function conceal(newConcealed) {
    isConcealed = newConcealed
    renew()
  }

  // What is added to the figures, or left out, has changed.
  function renew() {
    leaveOut()
    if (hasPicture()) rest()
  }

  /** @param {string} name of the chart that is to be the main one */
  function makeMain(name) {
    wanted = name
    if (hasPicture()) rest()
  }

  /** @param {string} key of a chart's trace that is to be hidden, or shown again */
  function toggle(key) {
    if (!hidden.delete(key)) hidden.add(key)
    renew()
  }

  /**
   * Take the theme's colours, and the view, whose change makes the charts forget a zoom.
   * @param {{ template: Template, view: string }} newLook
   */
  function dress(newLook) {
    if (JSON.stringify(newLook) === JSON.stringify(look)) return
    look = newLook
    if (hasPicture()) rest()
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
    elements.setAside(explanation.beside())
    for (const [name, chart] of charts) chart.move(figures[name], frame)
    elements.root.classList.add("jr-moving")
    showNumbers(frame)
  }

  function rest() {
    clearTimeout(settling)
    if (charts.has(wanted)) {
      if (!elements.isMain(wanted)) elements.makeMain(wanted)
      wanted = ""
    }
    const frame = transport.frame()
    if (!plotly) return sketch(frame)
    // The first time the main chart is painted before the others are drawn.
    const isFirst = !charts.size
    if (isFirst) settling = setTimeout(rest, FRAME_MS)
    for (const [name, figure] of Object.entries(figures).slice(0, isFirst ? 1 : undefined)) {
      const chart = charts.get(name) ?? newChart(name, figure, plotly)
      charts.set(name, chart)
      chart.rest(figure, frame, look.template, look.view)
      chart.entitle(figure.layout.title.text)
      elements.showCaption(name, whole[name], hidden, toggle)
      elements.describe(
        name,
        description(name, whole[name], frame, report, elements.equation.title),
      )
    }
    first?.close()
    first = undefined
    if (charts.has(wanted)) return rest() // which was not there
    elements.setAside(explanation.beside())
    explanation.rest(plotly, look.template, frame, look.view)
    elements.root.classList.remove("jr-moving")
    showNumbers(frame)
  }

  /** @param {Frame} frame */
  function sketch(frame) {
    const [[name, figure]] = Object.entries(figures)
    if (!wanted && isPlain(figure)) {
      const { area } = elements.chartNamed(name, figure.layout.title.text)
      elements.showCaption(name, whole[name], hidden, toggle)
      first ??= createFirstChart(area)
      first.show(figure, frame, look.template)
    }
    showNumbers(frame)
  }

  /**
   * @param {string} name
   * @param {Figure} figure
   * @param {Plotly} plotly
   */
  function newChart(name, figure, plotly) {
    const { area, caption } = elements.chartNamed(name, figure.layout.title.text)
    const chart = createChart(area, plotly, (x, y) => picked([x, y], units()))
    return { ...chart, area, ...createChartMenu(caption, chart, () => makeMain(name)) }
  }

  // What each chart shows, by its name, the main one first.
  function seen() {
    const sorted = [...charts].sort(([a], [b]) => +elements.isMain(b) - +elements.isMain(a))
    return new Map(sorted.map(([name, chart]) => [name, chart.seen()]))
  }

  /**
   * Save all charts as one image.
   * @param {Format} format
   * @param {string} title of the file
   */
  async function save(format, title) {
    if (!isDrawn()) return
    saveImage(await drawSlide([...seen().values()], elements.equation.title), format, title)
  }

  // What a line can be drawn over: the points, and the chart that they are in.
  function drawnOver() {
    const chart = charts.get("fit")
    return chart && { area: chart.area, ground: chart.ground(), figure: whole.fit }
  }

  const units = () => figures.landscape.layout.meta
  function haveAxes() {
    return Object.entries(figures).every(([name, figure]) => charts.get(name)?.hasAxesOf(figure))
  }

  /** @param {Frame} frame */
  function showNumbers(frame) {
    elements.showEquation(report, frame.params)
    explanation.move(frame, report.digits)
    runs.show(report, frame, ghosts)
    showRuler(document.querySelector(".jr-ruler"), frame.ruler)
    transport.update()
  }

  function close() {
    clearTimeout(settling)
    first?.close()
    for (const chart of charts.values()) chart.close()
    explanation.close()
  }

  return {
    ...{ hasPicture, isDrawn, use, take, renew, haunt, pinned: () => ghosts, dress, conceal },
    ...{ makeMain, drawnOver, units, show, rest, seen, save, close },
  }
}
