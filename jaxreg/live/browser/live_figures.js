// The page in the browser: its controls, which have the scenario, and the picture of it.
// The script is told the scenario's query where it needs to know it.

import { showAbsence } from "./absence.js"
import { createBar } from "./bar.js"
import { createControls } from "./controls.js"
import { createEditing } from "./editing.js"
import { createElements } from "./elements.js"
import { createExplanation } from "./explanation.js"
import { createFilmLink } from "./film_link.js"
import { listenToKeys } from "./keys.js"
import { createLesson } from "./lesson.js"
import { fillLessons } from "./lesson_menu.js"
import { cardOf, loadLessons, openedQuery } from "./lessons.js"
import { createMeasured } from "./measured.js"
import { pageKeys } from "./page_keys.js"
import { addressOf, PAGES } from "./pages.js"
import { createPicks } from "./picks.js"
import { createPictures } from "./pictures.js"
import { createPinned } from "./pinned.js"
import { listenToPrinting } from "./print.js"
import { createScenario, merged } from "./scenario.js"
import * as screen from "./screen.js"
import { fetchPoints, forgetAtLast, stateOf } from "./server.js"
import { createStage } from "./stage.js"
import { takeAway } from "./take_away.js"
import { createTelling } from "./telling.js"
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
  const all = PAGES[first.page]
  const { title, words, defaults, controls: table, presets, first: toTry, slow } = all
  const explain = table.find(({ section }) => section === "explain")?.key ?? ""
  let data = first
  /** @type {Trigger} */
  let trigger
  let resets = 0 // of the charts' zoom, by presets
  let wasAway = false // the server

  const { tell, forget } = createTelling(
    () => data,
    () => trigger,
    () => scenario.text(),
    () => transport.isHeld(),
  )
  const elements = createElements(parent)
  const texts = Object.fromEntries(defaults)
  const query = openedQuery(first.page, Object.keys(texts), first.query, addressOf)
  const scenario = createScenario(texts, query, chosen)
  const picks = createPicks(table, scenario)
  const controls = createControls(table, scenario)
  const transport = createTransport(elements.bar, () => {
    pictures.changed()
    film.note()
    measured.move()
  })
  const film = createFilmLink(transport, scenario, () => measured.slowly)
  const explanation = createExplanation(elements.explanation, picks.rate)
  const stage = createStage(elements, transport, explanation, picks.start)
  const asked = (/** @type {string} */ query) => stateOf(data, query)
  const request = () => asked(scenario.text())
  const pinned = createPinned(all, scenario, elements, stage, asked, {
    begun: () => picks.branch(transport.frame(), stage.units()),
    branched: () => transport.jump(Infinity),
  })
  const measured = createMeasured(first.page, elements, stage, transport, scenario, {
    wanted: () => pictures.follow(),
    noted: () => film.note(),
  })
  const editing = createEditing(all.by_hand, elements, stage, transport, scenario, () =>
    fetchPoints(request()),
  )
  const pictures = createPictures(elements, transport, explanation, stage, {
    data: () => data,
    request,
    slow: () => slow[scenario.get(explain) ?? ""],
    wantsMeasure: () => measured.areThere(),
    isRefused: () => trigger("refused", true),
    isTaken() {
      controls.suit(stage.units())
      pinned.follow()
      measured.take(pictures.measure())
      editing.update()
      lesson.show()
    },
    act: ({ key, value }) => scenario.choose({ [key]: value }),
  })

  const opened = () => cardOf(scenario.get)?.lesson
  const save = takeAway(elements, stage, PAGES, title, request, opened)
  const ofCard = { changed: show, open: openPage, begin: film.beginCard }
  const { guessing } = measured
  const lesson = createLesson(first.page, all, scenario, stage, guessing, elements.card, ofCard)
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
    measured.show()
    editing.update()
    if (screen.isPresented()) admit()
    const preset = presets.find(({ query }) => query === scenario.text())
    elements.introduce(title, preset?.look ?? words, !scenario.text())
  }

  /** @param {string} page @param {string} [opened] a query of it; else as it was left */
  function openPage(page, opened) {
    if (page !== first.page) scenario.leave(addressOf(page) + (opened ? `?${opened}` : ""))
  }

  /** @param {string} query */
  function showPreset(query) {
    resets += 1
    dress()
    scenario.show(query)
  }

  function dress() {
    const size = screen.isPresented() ? PRESENTED_PX : TEXT_PX
    stage.dress({ template: themeTemplate(elements.root, size), view: `${data.view} ${resets}` })
  }

  const stopLeaving = forgetAtLast(() => data.token)
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
      forget()
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

  const page = { isReady: stage.hasPicture, present, open: openPage, pinned, editing, ...measured }
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
      if (!isSame || newData.query !== old.query) forget()
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
      for (const part of [pictures, pinned, measured, editing, transport, scenario, stage])
        part.close()
      stopWatching()
      stopListening()
      stopPrinting()
      stopLeaving()
      for (const root of [elements.root, ...controls.roots, bar.root]) root.remove()
    },
  }
}
