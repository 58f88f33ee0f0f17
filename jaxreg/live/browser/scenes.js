// What a page without a server needs of a picture and its film: the figures as they are
// sent, and with each figure its axes as Plotly has drawn them, in the sizes in which they
// may be shown. Its traces are drawn over them there, by motion.js.

import { rasterised } from "./files.js"
import { decodeFigure } from "./film.js"
import { isOverlay } from "./motion.js"
import { drawOnSheet } from "./sheet.js"

/** @import { Ghost } from "./ghosts.js" */
/** @import { Guess } from "./guessing.js" */
/** @import { FullLayout } from "./plotly-types.js" */
/** @import { Encoded, Figure, Figures, Film, Picture, Trace } from "./protocol.js" */
/** @import { Seen, Size } from "./sheet.js" */
/** @import { Template } from "./theme.js" */

/** What is drawn of a figure: an SVG's text or another image's address.
 * @typedef {Size & { svg?: string, src?: string, layout: FullLayout }} Still */
/** @typedef {{ picture: Picture, film: Film<Encoded>, template: Template, main: string,
 *   epoch: number | null, pins: Pin[], guess: Guess | null }} Scene a figure's layout has its
 *   `stills`; epoch null: the last */
/** @typedef {Omit<Ghost, "film">} Pin */

/** @type {Record<string, Size[]>} The main chart's also on a phone. */
const SIZES = {
  main: [
    { width: 840, height: 450 },
    { width: 360, height: 236 },
  ],
  other: [{ width: 380, height: 200 }],
}
const SURFACE = { width: 600, height: 330 } // an image as a whole, as are
const EXPLAINING = { width: 380, height: 160 }
const LETTERS = 15
const EMPTY = /<g\b[^>]*\/>|<g\b[^>]*[^/>]><\/g>/g

/**
 * @param {Picture} picture with its explanation, also if that is a slow one
 * @param {Film<Encoded>} film
 * @param {Map<string, Seen>} seen what each chart shows of it, the main one first
 * @param {Ghost[]} [ghosts] the pinned runs among it
 * @param {Guess | null} [guess] and the guess
 * @returns {Promise<Scene>}
 */
export async function drawScene(
  { explanation, ...picture },
  film,
  seen,
  ghosts = [],
  guess = null,
) {
  const [[main, first]] = seen
  /** @type {Figures} */
  const figures = {}
  for (const [name, { data, layout }] of Object.entries(picture.figures)) {
    const one = seen.get(name)
    if (!one) continue
    const isShown = (/** @type {Trace} */ { name }) =>
      one.figure.data.some((trace) => trace.name === name)
    const stills = layout.scene
      ? [await drawImage(one, SURFACE)]
      : await drawAxes(one, name === main ? SIZES.main : SIZES.other)
    figures[name] = withStills({ data: data.filter(isShown).map(reduced), layout }, stills)
  }
  /** @type {Figures} */
  const explaining = {}
  for (const [name, figure] of Object.entries(explanation?.figures ?? {})) {
    const one = { ...first, figure: decodeFigure(figure), place: {} }
    const moves = figure.data.some(({ meta }) => meta?.shows)
    const stills = moves ? await drawAxes(one, [EXPLAINING]) : [await drawImage(one, EXPLAINING)]
    const data = figure.data.map(moves ? reduced : emptied)
    explaining[name] = withStills({ ...figure, data }, stills)
  }
  const explained = explanation && { ...explanation, figures: explaining }
  const { template, frame } = first
  const whole = { ...picture, figures, explanation: explained }
  const pins = ghosts.map(({ film: _, ...pin }) => pin)
  const epoch = Number.isFinite(frame.at) ? frame.at : null
  return { picture: whole, film, template, main, epoch, pins, guess }
}

/**
 * @param {Figure} figure
 * @param {Still[]} stills
 */
const withStills = (figure, stills) => ({ ...figure, layout: { ...figure.layout, stills } })

/**
 * A trace without what is not read: no pointer asks for its numbers (only residuals have some
 * that move), a field is drawn from the parameters alone, and in space a line is in the image.
 * @param {Trace} whole
 */
function reduced({ customdata, hovertemplate: _, ...trace }) {
  if (trace.meta?.shows === "residuals") return { ...trace, customdata }
  if (trace.type === "heatmap") return { ...trace, z: [] }
  return trace.type === "scatter3d" && !isOverlay(trace) ? emptied(trace) : trace
}

/**
 * A trace of which the legend alone is left.
 * @param {Trace} trace
 * @returns {Trace}
 */
const emptied = ({ meta: _, ...trace }) => ({ ...trace, x: [], y: [], z: [] })

/**
 * @param {Seen} seen
 * @param {Size[]} sizes
 * @returns {Promise<Still[]>}
 */
async function drawAxes(seen, sizes) {
  const stills = []
  for (const size of sizes) {
    const { svg, layout } = await drawOnSheet(seen, size, LETTERS, true)
    stills.push({ ...size, svg: withoutEmpty(svg), layout })
  }
  return stills
}

/**
 * @param {Seen} seen
 * @param {Size} size
 * @returns {Promise<Still>}
 */
async function drawImage(seen, size) {
  const { svg, layout } = await drawOnSheet(seen, size, LETTERS)
  return { ...size, src: await rasterised(svg), layout }
}

/** @param {string} svg @returns {string} */
function withoutEmpty(svg) {
  const less = svg.replace(EMPTY, "")
  return less === svg ? svg : withoutEmpty(less)
}
