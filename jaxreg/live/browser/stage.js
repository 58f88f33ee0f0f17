// A picture on the screen: its charts, numbers and explanation, at the transport's frame.

import { createChart } from "./chart.js"
import { decodeFigure } from "./film.js"
import { showRuler } from "./ruler.js"

/** @import { createElements } from "./elements.js" */
/** @import { createExplanation } from "./explanation.js" */
/** @import { Plotly } from "./plotly-types.js" */
/** @import { Figure, Figures, Frame, Picture, Report } from "./protocol.js" */
/** @import { createTransport } from "./transport.js" */

const SETTLE_MS = 150

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createTransport>} transport
 * @param {ReturnType<typeof createExplanation>} explanation
 * @param {(start: [number, number]) => void} picked called for a click that chooses one
 */
export function createStage(elements, transport, explanation, picked) {
  /** @type {Map<string, ReturnType<typeof createChart>>} */
  const charts = new Map()
  /** @type {Figures} */
  let figures = {}
  /** @type {Report} */
  let report
  /** @type {Plotly} */
  let plotly
  /** @type {{ template: object, view: number }} */
  let look
  /** @type {ReturnType<typeof setTimeout>} */
  let settling

  const hasPicture = () => Boolean(report)

  /**
   * Take a picture, for what is shown from now on.
   * @param {Picture} picture
   * @param {Plotly} library
   */
  function take(picture, library) {
    plotly = library
    report = picture.report
    const decoded = Object.entries(picture.figures).map(([name, figure]) => [
      name,
      decodeFigure(figure),
    ])
    figures = Object.fromEntries(decoded)
  }

  /**
   * Take the theme's colours, and the view, whose change makes the charts forget a zoom.
   * @param {{ template: object, view: number }} newLook
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
    for (const [name, chart] of charts) chart.move(figures[name], frame)
    elements.root.classList.add("jr-moving")
    showNumbers(frame)
  }

  function rest() {
    clearTimeout(settling)
    const frame = transport.frame()
    for (const [name, figure] of Object.entries(figures)) {
      const chart = charts.get(name) ?? newChart(name, figure)
      charts.set(name, chart)
      chart.rest(figure, frame, look.template, look.view)
      elements.showCaption(name, figure)
    }
    explanation.rest(plotly, look.template, frame, look.view)
    elements.root.classList.remove("jr-moving")
    showNumbers(frame)
  }

  /**
   * @param {string} name
   * @param {Figure} figure
   */
  function newChart(name, figure) {
    const area = elements.addChart(name, figure.layout.title.text)
    return createChart(area, plotly, (x, y) => picked([x, y]))
  }

  function haveAxes() {
    return Object.entries(figures).every(([name, figure]) => charts.get(name)?.hasAxesOf(figure))
  }

  /** @param {Frame} frame */
  function showNumbers(frame) {
    elements.showEquation(report, frame.params)
    explanation.move(frame, report.digits)
    showRuler(document.querySelector(".jr-ruler"), frame.ruler)
    transport.update()
  }

  function close() {
    clearTimeout(settling)
    for (const chart of charts.values()) chart.close()
    explanation.close()
  }

  return { hasPicture, take, dress, show, rest, close }
}
