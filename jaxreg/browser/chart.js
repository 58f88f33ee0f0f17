// One chart: Plotly's, and over it the same one in motion.

import { element } from "./elements.js"
import { tracesAt } from "./film.js"
import { createMotion } from "./motion.js"
import { onScreen } from "./surface.js"

const CONFIG = {
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
}
const CLICK_MS = 300 // a second click within it makes a double click, which resets a zoom

// picked(x, y) is called for a click on the landscape.
export function createChart(area, plotly, picked) {
  const plot = element("div", "jr-plot", area)
  const motion = createMotion(area)
  const size = new ResizeObserver(() => plot.layout && plotly.Plots.resize(plot))
  size.observe(plot)
  let shown // the last figure and frame
  let axes // the ranges that the last figure at rest asked for
  let clicked
  let pressed // where the pointer went down, as long as it can become a click

  // Draw a figure at a frame by Plotly; returns when it stands.
  function rest(figure, frame, template, view) {
    const title = figure.layout.title.text
    const layout = {
      ...structuredClone(figure.layout), // Plotly writes zoom and camera into it
      template,
      title: undefined, // it is the caption, and the legend stands beside it
      showlegend: false,
      margin: { ...figure.layout.margin, t: 8 },
      autosize: true,
      uirevision: `${view} ${figure.layout.uirevision}`,
    }
    const config = { ...CONFIG, toImageButtonOptions: { scale: 2, filename: title } }
    const traces = tracesAt(figure, frame).filter((trace) => !isOverSurface(trace))
    const isFirst = !plot.layout
    axes = axesOf(figure)
    plotly.react(plot, traces.map((trace) => ({ ...trace, showscale: false })), layout, config)
    if (isFirst) listen()
    move(figure, frame)
  }

  // Draw it over the axes that stand; of a surface only the mark of the frame moves.
  function move(figure, frame) {
    shown = [figure, frame]
    const { _fullLayout: layout } = plot
    motion.root.classList.toggle("jr-over", Boolean(figure.layout.scene))
    if (!figure.layout.scene) return motion.show(tracesAt(figure, frame), frame, layout)
    const marks = tracesAt(figure, frame).filter(isOverSurface)
    const [flat, screen] = onScreen(layout, figure, marks)
    motion.show(flat, frame, screen)
  }

  function listen() {
    plot.on("plotly_relayouting", () => move(...shown))
    plot.on("plotly_relayout", () => move(...shown))
    plot.on("plotly_click", ({ xvals, yvals, points }) => {
      const [x, y] = xvals ? [xvals[0], yvals[0]] : [points[0].x, points[0].y]
      clearTimeout(clicked)
      if (shown[0].layout.clickanywhere)
        clicked = setTimeout(() => pressed && picked(x, y), CLICK_MS)
    })
    plot.on("plotly_doubleclick", () => (pressed = undefined))
    // Plotly tells of a click on a surface also when it is being turned.
    plot.addEventListener("pointerdown", (event) => (pressed = event), true)
    window.addEventListener("pointermove", moved, true)
  }

  function moved({ buttons, clientX, clientY }) {
    if (!buttons || !pressed) return
    if (Math.hypot(clientX - pressed.clientX, clientY - pressed.clientY) > 3) pressed = undefined
  }

  function close() {
    window.removeEventListener("pointermove", moved, true)
    clearTimeout(clicked)
    size.disconnect()
    plotly.purge(plot)
  }

  return { rest, move, close, hasAxesOf: (figure) => axesOf(figure) === axes }
}

function axesOf({ layout }) {
  const { xaxis, yaxis } = layout.scene ?? layout
  return JSON.stringify([Boolean(layout.scene), xaxis.range, xaxis.type, yaxis.range, yaxis.type])
}

// WebGL would need a whole redraw for the mark of the shown epoch.
function isOverSurface({ type, meta }) {
  return type === "scatter3d" && meta === "weights"
}
