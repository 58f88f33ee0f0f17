// The picture of what is asked for by now: the server is asked for the newest state, one
// request at a time, and the charts move to it.

import { decodeFilm } from "./film.js"
import { decodeMeasure } from "./measure.js"
import { loadPlotly } from "./plotly.js"
import * as server from "./server.js"
import { createSlices } from "./slices.js"

/** @import { createElements } from "./elements.js" */
/** @import { createExplanation } from "./explanation.js" */
/** @import { Action, Encoded, Explanation, Film, Measure, Numbers } from "./protocol.js" */
/** @import { PageData, Picture } from "./protocol.js" */
/** @import { Asked } from "./server.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

const RETRY_MS = 1000

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createTransport>} transport
 * @param {ReturnType<typeof createExplanation>} explanation
 * @param {ReturnType<typeof createStage>} stage
 * @param {{ data: () => PageData | undefined, request: () => Asked, slow: () => string | undefined,
 *   wantsMeasure: () => boolean, isRefused: () => void, isTaken: () => void,
 *   act: (action: Omit<Action, "label">) => void }} page what it asks for, and hears; slow: the
 *   title of the slow explanation that is asked for
 */
export function createPictures(elements, transport, explanation, stage, page) {
  /** @type {Asked | undefined} */
  let answered // the request of the picture that is shown, and
  /** @type {string | undefined} */
  let refused // one that need not be made again
  /** @type {string} */
  let run // the last frame's JSON, which tells one run from another
  let hasExplanation = false // that of the picture
  /** @type {Measure<Numbers> | null} */
  let measure = null // of the picture
  let asking = false
  /** @type {AbortController | undefined} */
  let explaining // stops the fetch of a slow explanation
  let open = true
  const slices = createSlices(elements.root, stage, transport, () => answered)

  const lacksFilm = () => transport.wantsFilm() && !transport.hasFilm()
  // A slow explanation is made when the hand rests.
  const lacksExplanation = () => page.slow() && !transport.isHeld() && !hasExplanation
  const lacksMeasure = () => page.wantsMeasure() && !measure
  const lacksCharts = () => stage.hasPicture() && !stage.isDrawn()
  const lacksAnything = () =>
    !page.data()?.absent &&
    (page.request().id !== answered?.id ||
      [lacksFilm, lacksMeasure, lacksExplanation, lacksCharts].some((lacks) => lacks()))

  async function follow() {
    const data = page.data()
    // What comes next does not wait for the explanation of what has been.
    if (data && (page.request().id !== answered?.id || lacksMeasure())) explaining?.abort()
    if (asking || !data) return
    asking = true
    try {
      while (open && page.request().id !== refused && lacksAnything()) await ask(page.request())
      // A film that did not come may be wanted no more.
      if (page.request().id !== refused && !page.data()?.absent) elements.trouble.textContent = ""
    } finally {
      asking = false
    }
  }

  /** @param {Asked} asked */
  async function ask(asked) {
    // The picture first: it shall not wait for its explanation.
    const isAnswered = asked.id === answered?.id
    const explains = isAnswered && !lacksMeasure() && lacksExplanation()
    explaining = explains ? new AbortController() : undefined
    const signal = explaining?.signal
    const [picture, film, explained, measured] = await Promise.allSettled([
      isAnswered ? null : server.fetchPicture(asked),
      transport.wantsFilm() ? server.fetchFilm(asked) : null,
      signal ? server.fetchExplanation(asked, signal) : null,
      page.wantsMeasure() && !(isAnswered && measure) ? server.fetchMeasure(asked) : null,
    ])
    if (!open || signal?.aborted) return
    const found = server.gained(explained)
    if (!isAnswered && picture.status === "fulfilled") measure = null
    const by = server.gained(measured)
    if (by && picture.status === "fulfilled") measure = decodeMeasure(by)
    if (picture.status === "fulfilled") take(asked, picture.value, server.gained(film))
    if (found) takeExplanation(found)
    const library = await loadPlotlyOnce()
    if (!open) return
    const lost = [picture, film, explained, measured, library].find(server.isLost)
    if (lost?.reason instanceof server.Refusal) return refuse(asked, lost.reason)
    elements.trouble.textContent = !lost
      ? ""
      : lost === film
        ? "The film could not be fetched; trying again …"
        : lost === explained
          ? "The explanation could not be fetched; trying again …"
          : lost === measured
            ? "The points could not be fetched; trying again …"
            : "The picture could not be fetched, so you see the last one; trying again …"
    if (!lost) return
    console.warn(`${asked.path}: ${lost.reason.message}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }

  // After the first picture has been painted without it: while it is read, nothing else is done.
  async function loadPlotlyOnce() {
    if (stage.isDrawn()) return null
    await painted()
    const [library] = await Promise.allSettled([loadPlotly(page.data()?.plotly ?? "")])
    if (open && library.status === "fulfilled") stage.use(library.value)
    return library
  }

  /**
   * Say why a request is refused; the script is told, whose page may say more.
   * @param {Asked} asked
   * @param {server.Refusal} refusal
   */
  function refuse(asked, { message }) {
    refused = asked.id
    elements.trouble.textContent = message
    if (page.request().id === refused) page.isRefused()
  }

  /**
   * Show an answer; the browser paints it while the next one is fetched.
   * @param {Asked} asked
   * @param {Picture | null} picture
   * @param {Film<Encoded> | null | undefined} film
   */
  function take(asked, picture, film) {
    if (picture) {
      hasExplanation = false
      const title = page.slow()
      if (title) explanation.wait(title)
      else explanation.show(picture.explanation)
      stage.take(picture)
      elements.showReport(picture.report, page.act)
      // The same run in another look, such as a log axis, goes on playing.
      const isSame = JSON.stringify(picture.film) === run
      run = JSON.stringify(picture.film)
      if (film || !(isSame && transport.hasFilm()))
        transport.load(decodeFilm(film || picture.film), Boolean(film), !isSame)
      transport.name(picture.report)
    } else if (film) transport.load(decodeFilm(film), true, false)
    answered = asked
    stage.show()
    slices.follow()
    page.isTaken()
  }

  /** @param {Explanation} found */
  function takeExplanation(found) {
    hasExplanation = true
    explanation.show(found)
    stage.renew()
  }

  function changed() {
    if (stage.hasPicture()) stage.show()
    slices.follow()
    if (lacksFilm() || lacksMeasure() || lacksExplanation()) follow()
  }

  // Own data that are gone are said at once, not at the next move: the page is told, and
  // offers to load them. The picture stays.
  async function lookForData() {
    const asked = page.request()
    if (!asked.token) return
    try {
      await server.lookForData(asked)
    } catch (error) {
      if (open && error instanceof server.Refusal && page.request().id === asked.id)
        refuse(asked, error)
    }
  }

  function close() {
    open = false
    explaining?.abort()
    slices.stop()
  }

  return { follow, changed, lookForData, close, measure: () => measure }
}

// When what is there by now has been painted; a page that is not seen is not painted.
const painted = () =>
  new Promise((resolve) => {
    if (document.hidden) return resolve(undefined)
    requestAnimationFrame(() => setTimeout(resolve))
  })
