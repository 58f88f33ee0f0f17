// One chart: Plotly's, and over it the same one in motion.

import { withDates, withoutDates } from "./dates.js"
import { element } from "./elements.js"
import { tracesAt } from "./film.js"
import { createMotion, isOverlay } from "./motion.js"
import { onScreen } from "./surface.js"

/** @import { Plot, Plotly } from "./plotly-types.js" */
/** @import { Figure, Frame } from "./protocol.js" */

const CLICK_MS = 450 // a second click within it makes a double click, which resets a zoom
const CONFIG = {
  doubleClickDelay: CLICK_MS,
  displaylogo: false,
  showSendToCloud: false, // the page needs no network
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
}
const GLIDE_MS = 1000 // a surface may go on turning after the hand

/**
 * @param {HTMLElement} area
 * @param {Plotly} plotly
 * @param {(x: number, y: number) => void} picked called for a click on a chart that takes
 *   clicks anywhere
 */
export function createChart(area, plotly, picked) {
  /** @type {HTMLElement} */
  const place = element("div", "jr-plot", area)
  const plot = /** @type {Plot} */ (place) // once Plotly has drawn in it
  const motion = createMotion(area)
  const size = new ResizeObserver(async () => {
    if (!plot.layout) return
    await plotly.Plots.resize(plot)
    if (plot.layout) move(...shown) // it may have been closed meanwhile
  })
  size.observe(plot)
  /** @type {[Figure, Frame]} */
  let shown // the last ones
  /** @type {Figure} */
  let resting // the figure that Plotly shows
  /** @type {string} */
  let axes // the ranges that the last figure at rest asked for
  /** @type {ReturnType<typeof setTimeout>} */
  let clicked
  let lastPress = -Infinity
  let glidesUntil = 0
  /** @type {PointerEvent | undefined} */
  let pressed // where the pointer went down, as long as it can become a click

  /**
   * Draw a figure at a frame by Plotly; returns when it stands.
   * @param {Figure} figure
   * @param {Frame} frame
   * @param {object} template
   * @param {number} view
   */
  function rest(figure, frame, template, view) {
    const title = figure.layout.title.text
    const traces = tracesAt(figure, frame).filter((trace) => !isOverlay(trace))
    const dated = withDates({ ...figure, data: traces })
    const layout = {
      ...structuredClone(dated.layout), // Plotly writes zoom and camera into it
      template,
      title: undefined, // it is the caption, and the legend stands beside it
      showlegend: false,
      margin: { ...figure.layout.margin, t: 8 },
      autosize: true,
      uirevision: `${view} ${figure.layout.uirevision}`,
    }
    const config = { ...CONFIG, toImageButtonOptions: { scale: 2, filename: title } }
    const isFirst = !plot.layout
    axes = axesOf(figure)
    resting = figure
    const drawn = dated.data.map((trace) => ({ ...trace, showscale: false }))
    plotly.react(plot, drawn, layout, config)
    if (isFirst) listen()
    move(figure, frame)
  }

  /**
   * Draw it over the axes that stand. Of a surface only the mark of the frame moves, and
   * there is none on a surface that is another run's.
   * @param {Figure} figure
   * @param {Frame} frame
   */
  function move(figure, frame) {
    shown = [figure, frame]
    const { _fullLayout: layout } = plot
    if (!figure.layout.scene)
      return motion.show(tracesAt(figure, frame), frame, withoutDates(layout, figure))
    const marks = figure === resting ? tracesAt(figure, frame).filter(isOverlay) : []
    const [flat, screen] = onScreen(layout, marks)
    motion.show(flat, frame, screen)
  }

  // Plotly says little of a camera that moves, so the mark is put anew at each frame.
  function glide() {
    if (!shown?.[0].layout.scene) return
    const isGliding = glidesUntil > performance.now()
    glidesUntil = performance.now() + GLIDE_MS
    if (!isGliding) requestAnimationFrame(follow)
  }
  /** @param {number} now milliseconds */
  function follow(now) {
    if (!shown[0].layout.scene || now > glidesUntil) return
    move(...shown)
    requestAnimationFrame(follow)
  }

  function listen() {
    plot.on("plotly_relayouting", () => move(...shown))
    plot.on("plotly_relayout", () => move(...shown))
    plot.on("plotly_click", ({ xvals, yvals, points }) => {
      const [x, y] = xvals && yvals ? [xvals[0], yvals[0]] : [points[0].x, points[0].y]
      clearTimeout(clicked)
      if (shown[0].layout.clickanywhere)
        clicked = setTimeout(() => pressed && picked(x, y), CLICK_MS)
    })
    plot.on("plotly_doubleclick", () => (pressed = undefined))
    plot.addEventListener("wheel", glide, { capture: true, passive: true })
    // Plotly tells of a click on a surface also when it is being turned.
    plot.addEventListener("pointerdown", press, true)
    window.addEventListener("pointermove", moved, true)
  }

  /** @param {PointerEvent} event */
  function press(event) {
    pressed = event.timeStamp - lastPress > CLICK_MS ? event : undefined
    lastPress = event.timeStamp
  }

  /** @param {PointerEvent} event */
  function moved({ buttons, clientX, clientY }) {
    if (!buttons || !pressed) return
    glide()
    if (Math.hypot(clientX - pressed.clientX, clientY - pressed.clientY) > 3) pressed = undefined
  }

  function close() {
    window.removeEventListener("pointermove", moved, true)
    clearTimeout(clicked)
    glidesUntil = 0
    size.disconnect()
    plotly.purge(plot)
  }

  /** @param {Figure} figure */
  const hasAxesOf = (figure) => axesOf(figure) === axes

  return { rest, move, close, hasAxesOf }
}

/** @param {Figure} figure */
function axesOf({ layout }) {
  const { xaxis, yaxis } = layout.scene ?? layout
  return JSON.stringify([Boolean(layout.scene), xaxis.range, xaxis.type, yaxis.range, yaxis.type])
}
