// A picture on the screen: its charts, numbers and explanation, at the transport's frame.

import { createChart } from "./chart.js"
import { createChartMenu } from "./chart_menu.js"
import { description } from "./description.js"
import { createFigures } from "./figures.js"
import { saveImage } from "./files.js"
import { createFirstChart, isPlain } from "./first_chart.js"
import { showRuler } from "./ruler.js"
import { createRunsTable } from "./runs_table.js"
import { drawSlide } from "./slide.js"

/** @import { createElements } from "./elements.js" */
/** @import { createExplanation } from "./explanation.js" */
/** @import { Laid } from "./figures.js" */
/** @import { Format } from "./files.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Guess } from "./guessing.js" */
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
  const figures = createFigures(explanation.addTo)
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
    figures.take(picture.figures)
  }

  /** @param {string} key of a chart's trace that is to be hidden, or shown again */
  const toggle = (key) => alter(() => figures.toggle(key))

  /** @param {() => void} act by which the figures are others */
  function alter(act) {
    act()
    if (hasPicture()) rest()
  }

  /**
   * @param {Ghost[]} ghosts to be shown beside the run
   * @param {boolean} [isNow] whether they are others, and not to wait for the next picture
   */
  function haunt(ghosts, isNow) {
    figures.haunt(ghosts)
    transport.prolong(ghosts.map(({ film }) => film.epochs))
    if (isNow && hasPicture()) show()
  }

  /** @param {Guess | null} newGuess which moves as long as a hand does */
  const guess = (newGuess) => figures.guess(newGuess) && hasPicture() && show()

  /** @param {string} whose @param {Laid[string]} traces laid over charts, while all else stays */
  function lay(whose, traces) {
    for (const name of figures.lay(whose, traces))
      charts.get(name)?.move(figures.seen()[name], transport.frame())
  }

  /** @param {string} name of the chart that is to be the main one */
  const makeMain = (name) => alter(() => (wanted = name))

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
    for (const [name, chart] of charts) chart.move(figures.seen()[name], frame)
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
    const [whole, seen] = [figures.whole(), Object.entries(figures.seen())]
    for (const [name, figure] of seen.slice(0, isFirst ? 1 : undefined)) {
      const chart = charts.get(name) ?? newChart(name, figure, plotly)
      charts.set(name, chart)
      chart.rest(figure, frame, look.template, look.view)
      chart.entitle(figure.layout.title.text)
      elements.showCaption(name, whole[name], figures.hidden, toggle)
      elements.describe(
        name,
        description(name, whole[name], frame, report, elements.equation.title),
      )
    }
    first?.close()
    first = undefined
    if (charts.has(wanted)) return rest() // which was not there
    elements.setAside(explanation.beside())
    explanation.rest(plotly, look.template, frame, look.view, whole.fit.data)
    elements.root.classList.remove("jr-moving")
    showNumbers(frame)
  }

  /** @param {Frame} frame */
  function sketch(frame) {
    const [[name, figure]] = Object.entries(figures.seen())
    if (!wanted && isPlain(figure)) {
      const { area } = elements.chartNamed(name, figure.layout.title.text)
      elements.showCaption(name, figures.whole()[name], figures.hidden, toggle)
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

  /**
   * What each chart shows, by its name, the main one first.
   * @param {Figures} [others] in place of its figure
   */
  function seen(others) {
    const sorted = [...charts].sort(([a], [b]) => +elements.isMain(b) - +elements.isMain(a))
    const one = (/** @type {string} */ name) => others && { figure: others[name] }
    return new Map(sorted.map(([name, chart]) => [name, { ...chart.seen(), ...one(name) }]))
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

  // What stands over the points: the chart that they are in, once it is drawn, and its axes.
  function drawnOver() {
    const chart = charts.get("fit")
    const ground = chart?.ground()
    const { xaxis, yaxis } = ground ?? figures.whole().fit.layout
    return { area: chart?.area, xaxis, yaxis, size: ground?._size }
  }

  const units = () => figures.whole().landscape.layout.meta
  const holdsParameters = () => hasPicture() && units().factors.length > 2
  function haveAxes() {
    return Object.entries(figures.seen()).every(([name, figure]) =>
      charts.get(name)?.hasAxesOf(figure),
    )
  }

  /** @param {Frame} frame */
  function showNumbers(frame) {
    elements.showEquation(report, frame.params)
    explanation.move(frame, report.digits, figures.whole().fit.data)
    runs.show(report, frame, figures.ghosts())
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
    ...{ hasPicture, isDrawn, use, take, haunt, guess, lay, dress, makeMain },
    ...{ pinned: figures.ghosts, guessed: figures.guessed },
    ...{ drawnOver, units, holdsParameters, landscapeEpoch: figures.epoch, show, rest, seen },
    ...{ save, close, report: () => report, whole: figures.whole },
    // What is added to the figures, or left out, has changed.
    renew: () => alter(figures.renew),
    /** @param {(trace: Trace) => boolean} isConcealed whether a trace is not to be seen */
    conceal: (isConcealed) => alter(() => figures.conceal(isConcealed)),
    /** @param {Figure} landscape of the picture, at an epoch @param {number} epoch */
    takeLandscape: (landscape, epoch) => alter(() => figures.rest(landscape, epoch)),
    /** @param {boolean} isEqual whether units are as long on both of the landscape's axes */
    equal: (isEqual) => figures.equal(isEqual) && hasPicture() && rest(),
    // The picture's again.
    leaveLandscape: () => alter(figures.leave),
    seenOfEnd: () => seen(figures.ofEnd()),
  }
}
