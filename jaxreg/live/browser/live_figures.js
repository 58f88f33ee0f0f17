// The page in the browser: its controls, which have the scenario, and the picture of it.
// The script is told the scenario's query where it needs to know it.

import { showAbsence } from "./absence.js"
import { createBar } from "./bar.js"
import { createControls } from "./controls.js"
import { createElements } from "./elements.js"
import { createExplanation } from "./explanation.js"
import { createFilmLink } from "./film_link.js"
import { listenToKeys } from "./keys.js"
import { createLesson } from "./lesson.js"
import { fillLessons } from "./lesson_menu.js"
import { cardOf, loadLessons, openedQuery } from "./lessons.js"
import { pageKeys } from "./page_keys.js"
import { addressOf, PAGES } from "./pages.js"
import { createPicks } from "./picks.js"
import { createPictures } from "./pictures.js"
import { createPinned } from "./pinned.js"
import { listenToPrinting } from "./print.js"
import { createScenario, merged } from "./scenario.js"
import * as screen from "./screen.js"
import { forget, stateOf } from "./server.js"
import { createStage } from "./stage.js"
import { takeAway } from "./take_away.js"
import { lendTheme, themeTemplate } from "./theme.js"
import { createTransport } from "./transport.js"
import { fillPlace, isConnected, revealTable, watch } from "./widgets.js"

/** @import { PageData, Trigger } from "./protocol.js" */

const TEXT_PX = 15
const PRESENTED_PX = 24

if (new URLSearchParams(location.search).has("lesson")) await loadLessons()

/** @type {WeakMap<HTMLElement, ReturnType<typeof createView>>} */
const views = new WeakMap()

/**
 * Streamlit calls it for new data and for another theme; it returns what ends it.
 * @param {{ data: PageData, parentElement: HTMLElement, setTriggerValue: Trigger }} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? createView(parentElement, data)
  views.set(parentElement, view)
  view.update(data, setTriggerValue)
  return () => {
    views.delete(parentElement)
    view.close()
  }
}

/**
 * @param {HTMLElement} parent
 * @param {PageData} first
 */
function createView(parent, first) {
  const { title, words, defaults, controls: table, presets, first: toTry, slow } = PAGES[first.page]
  const explain = table.find(({ section }) => section === "explain")?.key ?? ""
  let data = first
  /** @type {Trigger} */
  let trigger
  /** @type {string | undefined} */
  let told // the query, last
  let resets = 0 // of the charts' zoom, by presets
  let wasAway = false // the server

  const elements = createElements(parent)
  const texts = Object.fromEntries(defaults)
  const query = openedQuery(first.page, Object.keys(texts), first.query, addressOf)
  const scenario = createScenario(texts, query, chosen)
  const picks = createPicks(table, scenario)
  const listed = table.filter(({ section }) => section !== "explain")
  const controls = createControls(listed, scenario)
  const transport = createTransport(elements.bar, () => {
    pictures.changed()
    film.note()
  })
  const film = createFilmLink(transport, scenario)
  const explanation = createExplanation(elements.explanation, picks.rate)
  const stage = createStage(elements, transport, explanation, picks.start)
  const asked = (/** @type {string} */ query) => stateOf(data, query)
  const request = () => asked(scenario.text())
  const pinned = createPinned(PAGES[first.page], scenario, elements, stage, asked, {
    begun: () => picks.branch(transport.frame(), stage.units()),
    branched: () => transport.jump(Infinity),
  })
  const pictures = createPictures(elements, transport, explanation, stage, {
    data: () => data,
    request,
    slow: () => slow[scenario.get(explain) ?? ""],
    isRefused: () => trigger("refused", true),
    isTaken: pinned.follow,
    act: ({ key, value }) => scenario.choose({ [key]: value }),
  })

  const opened = () => cardOf(scenario.get)?.lesson
  const save = takeAway(elements, stage, PAGES, title, request, opened)
  const lesson = createLesson(first.page, PAGES[first.page], scenario, stage, elements.card, {
    changed: show,
    open: openPage,
    begin: film.beginCard,
  })
  const bar = createBar(PAGES, first.page, scenario, {
    choose: showPreset,
    open: openPage,
    sweep: () => scenario.leave(`lab?of=${first.page}&${scenario.text()}${pinned.inLink()}`),
    lessons: (menu) => fillLessons(menu, lesson.open, lesson.choose),
    save,
  })

  elements.offer(toTry, (name) => showPreset(presets.find((one) => one.name === name)?.query ?? ""))

  /** @param {boolean} isSettled */
  function chosen(isSettled) {
    show()
    pictures.follow()
    if (isSettled) tell()
  }

  function show() {
    controls.show()
    bar.show()
    lesson.show()
    pinned.show()
    if (screen.isPresented()) admit()
    const preset = presets.find(({ query }) => query === scenario.text())
    elements.introduce(title, preset?.look ?? words, !scenario.text())
  }

  // The script hears what it does not know where it needs to, once; after a loss of the
  // server again.
  function tell(isNeeded = false) {
    const query = scenario.text()
    if (!trigger || transport.isHeld() || !isConnected()) return
    if (query === data.query || query === told) return
    const [before, now] = [new URLSearchParams(data.query), new URLSearchParams(query)]
    const isHeeded = data.heeds?.some((key) => before.get(key) !== now.get(key)) ?? true
    if (!isNeeded && !isHeeded) return
    told = query
    trigger("query", query)
  }

  /** @param {string} page @param {string} [opened] a query of it; else as it was left */
  function openPage(page, opened) {
    const query = opened ? `?${opened}` : ""
    if (page !== first.page) scenario.leave(addressOf(page) + query)
  }

  /** @param {string} query */
  function showPreset(query) {
    resets += 1
    dress()
    scenario.show(query)
  }

  function dress() {
    const view = `${data.view} ${resets}`
    const size = screen.isPresented() ? PRESENTED_PX : TEXT_PX
    stage.dress({ template: themeTemplate(elements.root, size), view })
  }

  // A page that is closed or loaded anew takes its data along; one that the browser keeps
  // may come back to them.
  const leave = (/** @type {PageTransitionEvent} */ { persisted }) => {
    if (data.token && !persisted) forget(data.token)
  }
  window.addEventListener("pagehide", leave, true)

  const stopWatching = watch({
    connected: catchUp,
    held: () => transport.hold(),
    // What the script does of its own widgets, it does of the scenario as it is by now.
    left: () => tell(true),
    released() {
      if (!transport.isHeld()) return
      transport.release()
      pictures.changed()
      tell()
    },
  })

  function catchUp() {
    if (!isConnected()) {
      wasAway = true
      told = undefined
    } else if (wasAway) {
      wasAway = false
      pictures.lookForData()
      tell()
    }
  }

  function present() {
    screen.togglePresented()
    showScreen()
  }

  function showScreen() {
    screen.showScreen()
    admit()
    dress()
  }

  function admit() {
    controls.admit(data.unused, data.disabled, screen.namedControls(lesson.controls()))
  }

  const { pin, branch } = pinned
  const page = { isReady: stage.hasPicture, present, open: openPage, pin, branch }
  const stopListening = listenToKeys(pageKeys(transport, bar, lesson, scenario, page))
  const stopPrinting = listenToPrinting(elements.root, stage, dress)

  film.open(!scenario.text() && !screen.namedControls())

  return {
    /**
     * @param {PageData} newData
     * @param {Trigger} newTrigger
     */
    update(newData, newTrigger) {
      const old = data
      const isSame = newData.session === old.session // else it knows less than the link
      data = newData
      trigger = newTrigger
      if (newData.reveal !== old.reveal) revealTable()
      if (!isSame || newData.query !== old.query) told = undefined
      fillPlace(".jr-menus", bar.root)
      fillPlace(".jr-training", controls.roots[0])
      fillPlace(".jr-points", controls.roots[1])
      for (const root of [bar.root, ...controls.roots]) lendTheme(elements.root, root)
      showScreen()
      showAbsence(elements, data.absent, stage.hasPicture(), transport.hasFilm())
      if (isSame && newData.changes !== old.changes)
        scenario.show(merged(old.query, scenario.text(), data.query))
      show()
      pictures.follow()
      tell()
    },
    close() {
      lesson.stop()
      for (const part of [pictures, pinned, transport, scenario, stage]) part.close()
      stopWatching()
      stopListening()
      stopPrinting()
      window.removeEventListener("pagehide", leave, true)
      for (const root of [elements.root, ...controls.roots, bar.root]) root.remove()
    },
  }
}
