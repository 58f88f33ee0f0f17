// The Lab: a run trained again and again in other ways, and what they change.
// The link has it all: the page and the scenario, the study, and what is shown.

import { element } from "./elements.js"
import { saveFile } from "./files.js"
import { createFoot } from "./lab_foot.js"
import { addressOfRun, FIRST, readLink, writeLink } from "./lab_link.js"
import { createProgress } from "./lab_progress.js"
import { createChoice, createRun } from "./lab_run.js"
import { fetchTable, openSweep } from "./lab_stream.js"
import { STUDIES } from "./lab_studies.js"
import { addressOf, PAGES } from "./pages.js"
import { createPlaces, LAB } from "./places.js"
import { loadPlotly } from "./plotly.js"
import { lendTheme, themeTemplate } from "./theme.js"
import { fillPlace } from "./widgets.js"

/** @import { Form, Lab, Open } from "./lab-types.js" */
/** @import { Plot } from "./plotly-types.js" */
/** @import { LabData, Sweep } from "./protocol.js" */

const WAIT_MS = 250 // for a hand that types or goes on
const DRAW_MS = 400 // between two pictures of a study that goes on, and its share of the time
const DRAW_SHARE = 1 / 5

/** @type {WeakMap<HTMLElement, ReturnType<typeof createLab>>} */
const labs = new WeakMap()

/**
 * Streamlit calls it for new data and for another theme; it returns what ends it.
 * @param {{ data: LabData, parentElement: HTMLElement }} component
 */
export default function ({ data, parentElement }) {
  const lab = labs.get(parentElement) ?? createLab(parentElement)
  labs.set(parentElement, lab)
  lab.update(data)
  return () => {
    labs.delete(parentElement)
    lab.close()
  }
}

/** @param {HTMLElement} parent */
function createLab(parent) {
  const { page, known, scenario, ...asked } = readLink()
  let { name, own } = asked
  let study = STUDIES[name]
  /** @type {LabData} */
  let data
  /** @type {Sweep | undefined} */
  let sweep
  /** @type {AbortController | undefined} */
  let going
  let waiting = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)
  let drawn = 0 // when it may be drawn again, in milliseconds
  let written = "" // the link

  const root = element("div", "jr-lab", parent)
  const intro = element("header", "", root)
  element("h1", "", intro).textContent = "Lab"
  const choice = createChoice(intro, turnTo)
  const side = element("div", "jr-lab-form", root)
  const run = createRun(side, page, scenario, (other) => go(`lab?of=${other}&study=${name}`))
  const place = element("div", "jr-lab-fields", side)
  /** @type {Lab} */
  const lab = {
    page,
    scenario,
    choose(newOwn) {
      own = newOwn
      changed()
    },
    look(newOwn) {
      own = newOwn
      write(true)
      show()
    },
    set(settings) {
      for (const [key, text] of Object.entries(settings)) {
        if (known.get(key) === text) scenario.delete(key)
        else scenario.set(key, text)
      }
      changed()
    },
  }
  /** @type {Form} */
  let form = study.createForm(place, lab)
  const picture = element("section", "jr-lab-picture", root)
  picture.setAttribute("aria-label", "Result")
  const progress = createProgress(picture, halt)
  const words = element("p", "jr-lab-words", picture)
  const plot = element("div", "jr-lab-plot", picture)
  const note = element("p", "jr-note", picture)
  const open = element("div", "jr-lab-open", picture)
  const { call, limit } = createFoot(root, [...scenario.values()].includes("own"), take)
  const nav = element("div", "jr-top")
  createPlaces(nav, PAGES, LAB, (place) => {
    if (place !== LAB) go(addressOf(place) + (place === page ? `?${scenario}` : ""))
  })

  function query() {
    const all = new URLSearchParams(scenario)
    all.delete("pins")
    if (name !== FIRST) all.set("study", name)
    for (const [key, text] of own) if (!study.looks.includes(key)) all.append(key, text)
    return all
  }

  /** @param {boolean} isStep of the history; else it only says what is shown */
  function write(isStep) {
    const looks = study.looks.map((key) => /** @type {const} */ ([key, own.get(key) ?? ""]))
    writeLink(page, query(), looks, isStep)
    written = location.search
  }

  // Back to what was shown before.
  function back() {
    if (/\/lab\/?$/.test(location.pathname) && location.search !== written) location.reload()
  }
  window.addEventListener("popstate", back)

  /** @param {string} other study */
  function turnTo(other) {
    if (other === name) return
    name = other
    study = STUDIES[name]
    own = study.first(page, scenario)
    place.replaceChildren()
    form = study.createForm(place, lab)
    clear()
    sweep = undefined
    changed()
  }

  function changed() {
    write(true)
    tell()
    going?.abort()
    clearTimeout(waiting)
    waiting = setTimeout(ask, WAIT_MS)
  }

  async function ask() {
    const mine = new AbortController()
    going = mine
    const began = performance.now()
    sweep = undefined
    show()
    progress.say("Asking …", true)
    try {
      for await (const grown of openSweep(page, query(), data.token, mine.signal)) {
        if (mine.signal.aborted) return
        sweep = grown
        progress.count(sweep, began)
        if (sweep.said || performance.now() > drawn) await show()
      }
      going = undefined
    } catch (error) {
      if (mine.signal.aborted) return
      going = undefined
      clear()
      progress.say(error instanceof Error ? error.message : "It failed.", false)
    }
    progress.end()
  }

  function halt() {
    going?.abort()
    going = undefined
    const done = (sweep?.done ?? 0).toLocaleString("en")
    progress.say(`Stopped after ${done} runs.`, false, sweep)
    show()
  }

  function tell() {
    root.dataset.study = name
    choice.show(name)
    run.show(study.chosen(own, page))
    form.show(own, sweep)
  }

  async function show() {
    tell()
    call.textContent = sweep?.call ?? ""
    words.textContent = sweep?.done ? study.summary(sweep, own) : ""
    note.textContent = sweep?.done ? study.reading(sweep, own) : ""
    if (!sweep?.done) return open.replaceChildren()
    const plotly = await loadPlotly(data.plotly)
    if (!sweep?.done || !root.isConnected) return
    const began = performance.now()
    study.draw(plotly, plot, sweep, own, themeTemplate(root, 15), openRun)
    open.replaceChildren()
    study.offer(open, sweep, own, openRun, lab)
    const now = performance.now()
    drawn = now + Math.max(DRAW_MS, (now - began) / DRAW_SHARE)
  }

  function clear() {
    window.Plotly?.purge(/** @type {Plot} */ (/** @type {HTMLElement} */ (plot)))
  }

  /** @type {Open} */
  function openRun(settings, beside) {
    go(addressOfRun(page, scenario, settings, beside))
  }

  /** @param {string} kind */
  async function take(kind) {
    try {
      saveFile(await fetchTable(page, query(), data.token, kind), `${name}.${kind}`)
    } catch (error) {
      progress.say(error instanceof Error ? error.message : "The table did not come.", false, sweep)
    }
  }

  /** @param {string} address of another page, which Streamlit opens as if one went back */
  function go(address) {
    going?.abort()
    history.pushState({}, "", new URL(address, document.baseURI))
    if (address.startsWith("lab")) location.reload()
    else window.dispatchEvent(new PopStateEvent("popstate", { state: {} }))
  }

  return {
    /** @param {LabData} newData */
    update(newData) {
      const isFirst = !data
      data = newData
      limit.textContent = data.limit
      fillPlace(".jr-menus", nav)
      lendTheme(root, nav)
      if (isFirst) {
        write(false)
        ask()
      } else show()
    },
    close() {
      going?.abort()
      clearTimeout(waiting)
      window.removeEventListener("popstate", back)
      clear()
      nav.remove()
      root.remove()
    },
  }
}
