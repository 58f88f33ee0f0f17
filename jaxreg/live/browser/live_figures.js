// The charts of a page. The picture is always that of the widgets as they stand on the
// screen: each time one changes, held or not, the server is asked for the newest state,
// one request at a time, and the charts move to it. Which epoch they show is the transport
// bar's to say.

import { createElements } from "./elements.js"
import { createExplanation } from "./explanation.js"
import { decodeFilm } from "./film.js"
import { listenToKeys } from "./keys.js"
import { loadPlotly } from "./plotly.js"
import * as server from "./server.js"
import { createStage } from "./stage.js"
import { themeTemplate } from "./theme.js"
import { createTransport } from "./transport.js"
import { isConnected, revealTable, shownSliders, watchWidgets } from "./widgets.js"

/** @import { Plotly } from "./plotly-types.js" */
/** @import { Encoded, Explanation, Film, PageData, Picture, Trigger } from "./protocol.js" */
/** @import { Asked } from "./server.js" */

const RETRY_MS = 1000
const LAST = "This is the last picture. It follows the controls again once the data are loaded."

/** @type {WeakMap<HTMLElement, ReturnType<typeof createView>>} */
const views = new WeakMap()

/**
 * Streamlit calls it for new data and for another theme; it returns what ends it.
 * @param {{ data: PageData, parentElement: HTMLElement, setTriggerValue: Trigger }} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? createView(parentElement)
  views.set(parentElement, view)
  view.update(data, setTriggerValue)
  return () => {
    views.delete(parentElement)
    view.close()
  }
}

/** @param {HTMLElement} parent */
function createView(parent) {
  const elements = createElements(parent)
  const transport = createTransport(elements.bar, changed)
  const explanation = createExplanation(elements.explanation, (rate) => trigger("rate", rate))
  const stage = createStage(elements, transport, explanation, (start) => trigger("start", start))
  /** @type {PageData} */
  let data
  /** @type {Trigger} */
  let trigger
  /** @type {string | undefined} */
  let answered // the request of the picture that is shown, and
  /** @type {string | undefined} */
  let refused // one that need not be made again
  /** @type {string} */
  let run // the last frame's JSON, which tells one run from another
  let hasExplanation = false // that of the picture
  let asking = false
  /** @type {AbortController | undefined} */
  let explaining // stops the fetch of a slow explanation
  let wasAway = false // the server
  let doubted = false // whether own data have outlived that
  let open = true

  const shown = () => shownSliders(Object.keys(data.sliders))
  const request = () => server.stateOf(data, shown())

  const lacksFilm = () => transport.wantsFilm() && !transport.hasFilm()
  // A slow explanation is made when the hand rests.
  const lacksExplanation = () => data.slow && !transport.isHeld() && !hasExplanation
  const lacksAnything = () =>
    !data.absent && (request().id !== answered || lacksFilm() || lacksExplanation())

  async function follow() {
    // What comes next does not wait for the explanation of what has been.
    if (data && request().id !== answered) explaining?.abort()
    if (asking || !data) return
    asking = true
    try {
      while (open && request().id !== refused && lacksAnything()) await ask(request())
      // A film that did not come may be wanted no more.
      if (request().id !== refused && !data.absent) elements.trouble.textContent = ""
    } finally {
      asking = false
    }
  }

  /** @param {Asked} asked */
  async function ask(asked) {
    // The picture first: it shall not wait for its explanation.
    const isAnswered = asked.id === answered
    explaining = isAnswered && lacksExplanation() ? new AbortController() : undefined
    const signal = explaining?.signal
    const [picture, film, slow, library] = await Promise.allSettled([
      isAnswered ? null : server.fetchPicture(asked),
      transport.wantsFilm() ? server.fetchFilm(asked) : null,
      signal ? server.fetchExplanation(asked, signal) : null,
      loadPlotly(data.plotly),
    ])
    if (!open || signal?.aborted) return
    if (library.status === "fulfilled") {
      const found = server.gained(slow)
      if (picture.status === "fulfilled")
        take(asked, picture.value, server.gained(film), library.value)
      if (found) takeExplanation(found)
    }
    const lost = [picture, film, slow, library].find(server.isLost)
    if (lost?.reason instanceof server.Refusal) return refuse(asked, lost.reason)
    elements.trouble.textContent = !lost
      ? ""
      : lost === film
        ? "The film could not be fetched; trying again …"
        : lost === slow
          ? "The explanation could not be fetched; trying again …"
          : "The picture could not be fetched, so you see the last one; trying again …"
    if (!lost) return
    console.warn(`${asked.path}: ${lost.reason.message}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }

  /**
   * Say why a request is refused; the script is told, whose page may say more.
   * @param {Asked} asked
   * @param {server.Refusal} refusal
   */
  function refuse(asked, { message }) {
    refused = asked.id
    elements.trouble.textContent = message
    if (request().id === refused) trigger("refused", true)
  }

  /**
   * Show an answer; the browser paints it while the next one is fetched.
   * @param {Asked} asked
   * @param {Picture | null} picture
   * @param {Film<Encoded> | null | undefined} film
   * @param {Plotly} plotly
   */
  function take(asked, picture, film, plotly) {
    if (picture) {
      stage.take(picture, plotly)
      elements.showReport(picture.report, (action) => trigger("action", action))
      hasExplanation = false
      if (data.slow) explanation.wait(data.slow)
      else explanation.show(picture.explanation)
      // The same run in another look, such as a log axis, goes on playing.
      const isSame = JSON.stringify(picture.film) === run
      run = JSON.stringify(picture.film)
      if (film || !(isSame && transport.hasFilm()))
        transport.load(decodeFilm(film || picture.film), Boolean(film), !isSame)
      transport.name(picture.report)
    } else if (film) transport.load(decodeFilm(film), true, false)
    answered = asked.id
    stage.show()
  }

  /** @param {Explanation} found */
  function takeExplanation(found) {
    hasExplanation = true
    explanation.show(found)
    stage.rest()
  }

  function changed() {
    if (stage.hasPicture()) stage.show()
    if (lacksFilm() || lacksExplanation()) follow()
  }

  // A page that is closed or loaded anew takes its data along; one that the browser keeps
  // may come back to them.
  const leave = (/** @type {PageTransitionEvent} */ { persisted }) => {
    if (data.token && !persisted) server.forget(data.token)
  }
  window.addEventListener("pagehide", leave, true)

  const stopWatching = watchWidgets(elements.root, {
    moved: follow,
    connected: catchUp,
    held: () => transport.hold(),
    released() {
      if (!transport.isHeld()) return
      transport.release()
      changed()
      catchUp()
    },
  })

  // A slider that was let go while the server was away shows a value that Streamlit never
  // took: it is told when there is a server again, and once more by a session that is new,
  // which first has to learn what there is to be told.
  function catchUp() {
    const isAway = !isConnected()
    if (isAway) wasAway = doubted = true
    else if (doubted) lookAgain()
    if (!isAway && wasAway && !transport.isHeld()) {
      const missed = shown().filter(([key, text]) => Number(text) !== Number(data.sliders[key]))
      wasAway = missed.length > 0
      if (wasAway) trigger("missed", Object.fromEntries(missed))
    }
  }

  // Own data that are gone are said at once, not at the next move: the page is told, and
  // offers to load them. The picture stays.
  async function lookAgain() {
    doubted = false
    const asked = request()
    if (!asked.token) return
    try {
      await server.lookForData(asked)
    } catch (error) {
      if (open && error instanceof server.Refusal && request().id === asked.id) refuse(asked, error)
    }
  }

  // Without its data a picture that is there is the last one, and the page says why.
  function showAbsence() {
    elements.root.hidden = data.absent && !stage.hasPicture()
    elements.root.classList.toggle("jr-last", data.absent)
    elements.bar.inert = data.absent && !transport.hasFilm() // there will be none
    if (data.absent) elements.trouble.textContent = LAST
    else if (elements.trouble.textContent === LAST) elements.trouble.textContent = ""
  }

  listenToKeys(elements.grid, transport, stage.hasPicture)

  return {
    /**
     * @param {PageData} newData
     * @param {Trigger} newTrigger
     */
    update(newData, newTrigger) {
      if (data && newData.reveal !== data.reveal) revealTable()
      data = newData
      trigger = newTrigger
      stage.dress({ template: themeTemplate(elements.root), view: data.view })
      showAbsence()
      follow()
      catchUp()
    },
    close() {
      open = false
      explaining?.abort()
      transport.close()
      stopWatching()
      window.removeEventListener("pagehide", leave, true)
      stage.close()
      elements.root.remove()
    },
  }
}
