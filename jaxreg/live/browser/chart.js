// One chart: Plotly's, and over it the same one in motion.

import { withDates, withoutDates } from "./dates.js"
import { element } from "./elements.js"
import { tracesAt } from "./film.js"
import { listenToTouch } from "./finger.js"
import { createMotion, isOverlay } from "./motion.js"
import { onScreen } from "./surface.js"

/** @import { Camera, FullLayout, Plot, Plotly } from "./plotly-types.js" */
/** @import { Axis, Figure, Frame, Trace } from "./protocol.js" */
/** @import { Template } from "./theme.js" */
/** What of a chart is in sight: without axes or a camera all of it.
 * @typedef {{ x?: Axis["range"], y?: Axis["range"], camera?: Camera }} Place */

const CLICK_MS = 450 // a second click within it makes a double click, which resets a zoom
const CONFIG = {
  doubleClickDelay: CLICK_MS,
  displayModeBar: false, // its buttons would be in the way of fingers and keys
}
const SMALL = 420 // pixels
const SMALL_MARGIN = { l: 46, r: 8, t: 6, b: 36 }
// A finger scrolls the page, also where it begins on a chart.
const HAS_FINGER = matchMedia("(pointer: coarse)").matches
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
  /** @type {Template} */
  let look // its
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
   * @param {Template} template
   * @param {string} view
   */
  function rest(figure, frame, template, view) {
    const { data, layout } = drawing(figure, frame, template, plot.clientWidth)
    const uirevision = `${view} ${figure.layout.uirevision}`
    const isFirst = !plot.layout
    axes = axesOf(figure)
    resting = figure
    look = template
    plotly.react(plot, data, { ...layout, autosize: true, uirevision }, CONFIG)
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
    const traces = tracesAt(figure, frame)
    const isOther = figure.layout.scene && figure !== resting
    layOver(motion, plot._fullLayout, figure, isOther ? [] : traces, frame)
  }

  /** @param {number} by what the axes' lengths, or a camera's distance, are multiplied by */
  function zoom(by) {
    const { xaxis, yaxis, scene } = plot._fullLayout
    if (shown[0].layout.scene) {
      const { eye, center } = scene.camera
      const along = (/** @type {"x" | "y" | "z"} */ k) => center[k] + by * (eye[k] - center[k])
      const moved = { x: along("x"), y: along("y"), z: along("z") }
      return change({ "scene.camera": { ...scene.camera, eye: moved } })
    }
    const [x, y] = [xaxis, yaxis].map((axis) => {
      const [low, high] = axis.range.map(axis.r2l)
      const [middle, half] = [(low + high) / 2, (by * (high - low)) / 2]
      return [middle - half, middle + half]
    })
    change({ "xaxis.range": x, "yaxis.range": y })
  }

  // As a double click does, which a surface does not have.
  function unzoom() {
    const { xaxis, yaxis, scene } = withDates(resting).layout
    if (scene) return change({ "scene.camera": look.layout.scene.camera })
    change({ "xaxis.range": xaxis.range, "yaxis.range": yaxis.range })
  }

  /**
   * Change the layout as a hand does in the chart: it stays when the chart is drawn anew.
   * @param {Record<string, unknown>} changes
   */
  function change(changes) {
    plot._fullLayout._guiEditing = true
    plotly.relayout(plot, changes)
    plot._fullLayout._guiEditing = false
    glide() // a camera moves at the next frame
  }

  // All that is seen, for a picture of it.
  function seen() {
    const { xaxis, yaxis, scene } = plot._fullLayout
    const [figure, frame] = shown
    /** @type {Place} */
    const place = scene ? { camera: scene.camera } : { x: xaxis.range, y: yaxis.range }
    return { plotly, template: look, figure, frame, place }
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
      if (!xvals && !points.length) return // a tap beside all points
      const [x, y] = xvals && yvals ? [xvals[0], yvals[0]] : [points[0].x, points[0].y]
      clearTimeout(clicked)
      if (shown[0].layout.clickanywhere)
        clicked = setTimeout(() => pressed && picked(x, y), CLICK_MS)
    })
    plot.on("plotly_doubleclick", () => (pressed = undefined))
    listenToTouch(plot)
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

  // Where it stands, in numbers.
  const ground = () => withoutDates(plot._fullLayout, shown[0])

  return { rest, move, close, hasAxesOf, zoom, unzoom, seen, ground }
}

/**
 * A figure at a frame as Plotly draws it, without what is laid over it.
 * @param {Figure} figure
 * @param {Frame} frame
 * @param {Template} template
 * @param {number} width
 */
export function drawing(figure, frame, template, width) {
  const traces = tracesAt(figure, frame).filter((trace) => !isOverlay(trace))
  const dated = withDates({ ...figure, data: traces })
  const layout = {
    ...structuredClone(dated.layout), // Plotly writes zoom and camera into it
    template,
    title: undefined, // it is the caption, and the legend stands beside it
    showlegend: false,
    ...frameFor(width, figure, template.layout.font.size),
    ...(HAS_FINGER && !figure.layout.scene && { dragmode: false }),
  }
  return { data: dated.data.map((trace) => ({ ...trace, showscale: false })), layout }
}

/**
 * Lay a figure's traces over the plot that it was drawn in; of a surface the marks alone.
 * @param {ReturnType<typeof createMotion>} motion
 * @param {FullLayout} layout the plot's
 * @param {Figure} figure
 * @param {Trace[]} traces
 * @param {Frame} frame
 */
export function layOver(motion, layout, figure, traces, frame) {
  if (!figure.layout.scene) return motion.show(traces, frame, withoutDates(layout, figure))
  const [flat, screen] = onScreen(layout, traces.filter(isOverlay))
  motion.show(flat, frame, screen)
}

/**
 * Margins and letters that leave a small chart room for what it shows, and are large before
 * an audience.
 * @param {number} width
 * @param {Figure} figure
 * @param {number} size of the page's letters, in pixels
 */
function frameFor(width, { layout: { margin } }, size) {
  if (width < SMALL) return { margin: SMALL_MARGIN, font: { size: 12 } }
  const { l, b, r } = margin
  const by = Math.max(size / 15, 1)
  return { margin: { l: by * l, b: by * b, r, t: 8 } }
}

/** @param {Figure} figure */
function axesOf({ layout }) {
  const { xaxis, yaxis } = layout.scene ?? layout
  return JSON.stringify([Boolean(layout.scene), xaxis.range, xaxis.type, yaxis.range, yaxis.type])
}
