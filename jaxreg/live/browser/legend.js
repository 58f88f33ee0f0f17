// A chart's legend: the names of its traces, and how they look.

import { lineStyle, markStyle, svgElement, symbolPath } from "./svg.js"

/** @import { Line, Trace } from "./protocol.js" */

let fields = 0 // whose swatches have been drawn

/**
 * @param {Element} place
 * @param {Trace[]} traces
 * @param {(name: string) => void} [pressed] called for a trace whose entry is pressed
 */
export function fillLegend(place, traces, pressed) {
  place.replaceChildren()
  for (const trace of traces) {
    if (trace.showlegend === false) continue
    const entry = document.createElement(pressed ? "button" : "span")
    entry.append(swatch(trace), asText(trace.name))
    if (entry instanceof HTMLButtonElement) {
      entry.value = trace.name
      entry.title = "Hide, or show again"
      entry.onclick = () => pressed?.(trace.name)
    }
    place.append(entry)
  }
}

/**
 * A name as it was before it was written for Plotly, see drawing.plain.
 * @param {string} name
 */
export const asText = (name) => name.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))

/**
 * How a trace looks, small, for the legend.
 * @param {Trace} trace
 */
export function swatch({ type, mode, line, marker, colorscale }) {
  const svg = svgElement("svg", null, { viewBox: "0 0 28 14" })
  if (type === "heatmap") {
    const id = `jr-swatch-${++fields}`
    const gradient = svgElement("linearGradient", svg, { id })
    for (const [offset, color] of colorscale)
      svgElement("stop", gradient, { offset, "stop-color": color })
    svgElement("path", svg, { d: "M0 1H28V13H0Z", fill: `url(#${id})` })
    return svg
  }
  if (mode !== "markers" || !marker) return lineSwatch(line)
  svgElement("path", svg, { d: symbolPath(marker, 14, 7, 5.5), ...markStyle(marker) })
  return svg
}

/** @param {Line} line @param {number} [width] which long dashes need more of */
export function lineSwatch(line, width = 28) {
  const svg = svgElement("svg", null, {
    viewBox: `0 0 ${width} 14`,
    preserveAspectRatio: "xMinYMid slice",
  })
  svgElement("path", svg, { d: `M0 7H${width}`, ...lineStyle(line) })
  return svg
}
