// The film in a page without a server, saved by film_page.js: the stage, transport and
// motion of the page itself, over what Plotly drew when it was saved.

import { createElements, element } from "./elements.js"
import { createExplanation } from "./explanation.js"
import { decodeFilm } from "./film.js"
import { listenToKeys } from "./keys.js"
import { createPinRow } from "./pin_row.js"
import { createStage } from "./stage.js"
import { createTransport } from "./transport.js"

/** @import { FullLayout, Plot, Plotly } from "./plotly-types.js" */
/** @import { Scene, Still } from "./scenes.js" */

/**
 * A stage for scenes, and its transport.
 * @param {Element} parent
 */
export function createPlayer(parent) {
  const elements = createElements(parent)
  const transport = createTransport(elements.bar, () => stage.show())
  const explanation = createExplanation(elements.explanation, () => {})
  const stage = createStage(elements, transport, explanation, () => {})
  const pinRow = createPinRow(elements)
  stage.use(stillPlotly())

  /**
   * Take a scene, for its film to be played.
   * @param {Scene} scene
   */
  function take({ picture, film, template, main, pins, guess }) {
    const { report, explanation: explained } = picture
    elements.showReport(report, () => {})
    explanation.show(explained)
    transport.load(decodeFilm(film), true, false)
    transport.name(report)
    stage.haunt(pins.map((pin) => ({ ...pin, film: decodeFilm(pin.sent) })))
    pinRow.show(pins, "", false)
    stage.take(picture)
    stage.dress({ template, view: "" })
    stage.guess(guess)
    stage.makeMain(main)
  }

  function close() {
    transport.close()
    stage.close()
    elements.root.remove()
  }

  return { elements, transport, stage, take, close }
}

/**
 * Show a picture at an epoch, for its film to be played.
 * @param {Element} parent
 * @param {{ title: string, words: string }} heading
 * @param {Scene} scene
 */
export function showScene(parent, { title, words }, scene) {
  const { elements, transport, take } = createPlayer(parent)
  elements.introduce(title, words, false)
  take(scene)
  transport.jump(scene.epoch ?? Infinity)
  return transport
}

/**
 * The keys of a film.
 * @param {() => ReturnType<typeof createTransport>} transport
 * @returns {Record<string, () => void>}
 */
export const filmKeys = (transport) => ({
  " ": () => transport().toggle(),
  ArrowLeft: () => transport().step(-1),
  ArrowRight: () => transport().step(1),
  Home: () => transport().jump(0),
  End: () => transport().jump(Infinity),
})

/**
 * Say where it is from, and what of the page is not here.
 * @param {string} link
 * @param {string[]} notes
 */
export function showOrigin(link, notes) {
  const foot = element("footer", "jr-origin", document.body)
  for (const note of notes) element("p", "", foot).textContent = note
  const origin = element("a", "", element("p", "", foot))
  origin.href = origin.textContent = link
}

/**
 * Show what was saved.
 * @param {{ title: string, words: string, link: string, notes: string[], scenes: Scene[] }} saved
 */
export function open({ title, words, link, notes, scenes }) {
  const main = element("main", "", document.body)
  const [transport] = scenes.map((scene) => showScene(main, { title, words }, scene))
  listenToKeys(filmKeys(() => transport))
  showOrigin(link, notes)
}

/**
 * What charts ask of Plotly, by one that knows nothing but the stills.
 * @returns {Plotly}
 */
function stillPlotly() {
  /** @type {WeakMap<Plot, Still[]>} */
  const stills = new WeakMap()

  /** @param {Plot} plot */
  function fit(plot) {
    const [first] = stills.get(plot) ?? []
    const width = plot.clientWidth || first.width // before an audience it is not in sight
    const height = plot.clientHeight || first.height
    const scale = (/** @type {Still} */ one) => Math.min(width / one.width, height / one.height)
    // Letters of the right size, and little room beside it.
    const misfit = (/** @type {Still} */ one) =>
      Math.abs(Math.log(scale(one))) +
      Math.log(Math.max(width / one.width, height / one.height) / scale(one)) / 2
    const [still] = [...(stills.get(plot) ?? [])].sort((a, b) => misfit(a) - misfit(b))
    const by = scale(still)
    const [left, top] = [(width - by * still.width) / 2, (height - by * still.height) / 2]
    const image = plot.querySelector("img") ?? element("img", "jr-still", plot)
    const src = still.src ?? `data:image/svg+xml,${encodeURIComponent(still.svg ?? "")}`
    if (image.src !== src) Object.assign(image, { src, alt: "" })
    const place = { left, top, width: by * still.width, height: by * still.height }
    for (const [side, length] of Object.entries(place)) image.style.setProperty(side, `${length}px`)
    const { l, t, w, h } = still.layout._size
    const _size = { l: left + by * l, t: top + by * t, w: by * w, h: by * h }
    plot._fullLayout = { ...still.layout, _size }
  }

  const nothing = () => {}
  return {
    react(plot, _, layout) {
      const drawn = /** @type {{ stills: Still[] }} */ (layout)
      stills.set(plot, drawn.stills)
      plot.layout = layout
      plot.on = nothing
      fit(plot)
    },
    Plots: { resize: async (plot) => fit(plot) },
    purge: nothing,
    relayout: nothing,
    newPlot: () => Promise.reject(new Error("a still cannot be drawn anew")),
    toImage: () => Promise.reject(new Error("a still cannot be drawn anew")),
  }
}
