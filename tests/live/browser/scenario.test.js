import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { cases } from "./cases.js"

/** @import { PageTable } from "../../../jaxreg/live/browser/protocol.js" */
/** @import * as module from "../../../jaxreg/live/browser/scenario.js" */

/** @type {Record<string, PageTable>} */
const PAGES = cases.scenario.pages
const DEFAULTS = { W: "3", lr: "0.01", x: null }

// What the script asks of a browser: one tab, whose page can be loaded anew.

let entries = [{ state: null, url: "/" }]
let at = 0
/** @type {Map<string, string>} */
let stored
/** @type {typeof module.createScenario} */
let createScenario
/** @type {typeof module.merged} */
let merged

const address = () => new URL(entries[at].url, "http://localhost")
const location = {
  get href() {
    return address().href
  },
  get pathname() {
    return address().pathname
  },
  get search() {
    return address().search
  },
  get hash() {
    return address().hash
  },
}
const history = {
  get state() {
    return entries[at].state
  },
  /** @type {(state: any, _: string, url: string) => void} */
  pushState(state, _, url) {
    entries = [...entries.slice(0, at + 1), { state, url }]
    at += 1
  },
  /** @type {(state: any, _: string, url: string) => void} */
  replaceState(state, _, url) {
    entries[at] = { state, url }
  },
}
const sessionStorage = {
  getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
}

class Window extends EventTarget {
  /** @type {EventTarget["removeEventListener"]} */
  removeEventListener(type, listener, capture) {
    super.removeEventListener(type, listener, { capture: Boolean(capture) }) // Node reads no true
  }
}

/** @param {number} by as the browser's Back and Forward */
function go(by) {
  at += by
  window.dispatchEvent(new PopStateEvent("popstate", entries[at]))
}

/** @param {string} url */
async function visit(url) {
  stored = new Map()
  at = 0
  entries = [{ state: null, url }]
  await load()
}

class PopStateEvent extends Event {
  /** @param {string} type @param {{ state: any }} init */
  constructor(type, { state }) {
    super(type)
    this.state = state
  }
}

let loads = 0
async function load() {
  loads += 1
  const window = new Window()
  Object.assign(globalThis, { window, location, history, sessionStorage, PopStateEvent })
  const script = `../../../jaxreg/live/browser/scenario.js?${loads}`
  ;({ createScenario, merged } = await import(script))
}

beforeEach(() => visit("/"))

/** @param {string} query @param {boolean[]} heard */
const create = (query, heard = []) =>
  createScenario(DEFAULTS, query, (isSettled) => heard.push(isSettled))

test("a scenario's query is the one that Python writes", () => {
  for (const [page, { defaults }] of Object.entries(PAGES))
    for (const { pairs, query } of cases.scenario.links[page]) {
      entries = [{ state: null, url: "/" }] // as a page that is opened
      at = 0
      const scenario = createScenario(Object.fromEntries(defaults), "", () => {})
      for (const [key, text] of pairs) scenario.set({ [key]: text })
      assert.equal(scenario.text(), query)
      scenario.show(query)
      assert.equal(scenario.text(), query)
      for (const [key, text] of pairs) assert.equal(scenario.get(key), text)
      scenario.close()
    }
})

test("a value that is not in the query is the default", () => {
  const scenario = create("W=5")
  assert.deepEqual(["W", "lr", "x", "y"].map(scenario.get), ["5", "0.01", null, null])
  scenario.choose({ W: "3", x: "1" })
  assert.equal(scenario.text(), "x=1")
  scenario.choose({ x: null })
  assert.equal(scenario.text(), "")
})

test("what a hand does until it lets go is one step", () => {
  /** @type {boolean[]} */
  const heard = []
  const scenario = create("", heard)
  for (const W of ["4", "5", "6"]) scenario.set({ W })
  assert.equal(entries.length, 1)
  scenario.settle()
  scenario.settle()
  assert.deepEqual(
    entries.map(({ url }) => url),
    ["/", "/?W=6"],
  )
  assert.deepEqual(heard, [false, false, false, true])
  for (const W of ["7", "6"]) scenario.set({ W })
  scenario.settle() // where it was: no step
  scenario.choose({ W: "6" })
  scenario.show("W=6")
  assert.equal(entries.length, 2)
})

test("Back and Forward undo what was done, and do it again", () => {
  /** @type {boolean[]} */
  const heard = []
  const scenario = create("", heard)
  scenario.choose({ W: "4" })
  scenario.choose({ lr: "1" })
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [true, false])
  heard.length = 0
  go(-1)
  assert.equal(scenario.text(), "W=4")
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [true, true])
  go(-1)
  assert.equal(scenario.text(), "")
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [false, true])
  go(2)
  assert.equal(scenario.text(), "W=4&lr=1")
  assert.deepEqual(heard, [true, true, true])
  assert.equal(entries.length, 3) // to travel is no step
  go(-2)
  scenario.choose({ x: "1" }) // from here the old way on is gone
  assert.equal(scenario.canRedo(), false)
  assert.deepEqual(
    entries.map(({ url }) => url),
    ["/", "/?x=1"],
  )
})

test("after the page is loaded anew, the steps are still there", async () => {
  const before = create("")
  for (const W of ["4", "5", "6"]) before.choose({ W })
  go(-1)
  await load()
  const scenario = create("W=5")
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [true, true])
  go(-1)
  go(-1)
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [false, true])
})

test("what else a link has stays in it", async () => {
  await visit("/logistic?utm_source=a%26b&W=5&W=6&fbclid=#part")
  const scenario = create("")
  assert.equal(entries.length, 1)
  assert.equal(entries[0].url, "/logistic?utm_source=a%26b&fbclid=#part")
  scenario.choose({ W: "4" })
  assert.equal(entries[1].url, "/logistic?utm_source=a%26b&fbclid=&W=4#part")
  assert.equal(scenario.text(), "W=4")
  go(-1)
  assert.equal(scenario.text(), "")
})

test("how a scenario is looked at stands in the link and is a step, but not in its query", () => {
  const scenario = create("")
  scenario.choose({ hide: "truth" })
  scenario.choose({ W: "4" })
  scenario.show("W=5&lr=1")
  assert.deepEqual([scenario.text(), scenario.get("hide")], ["W=5&lr=1", "truth"])
  assert.equal(entries[at].url, "/?hide=truth&W=5&lr=1")
  scenario.show("W=6", "lesson=rate&card=2")
  assert.deepEqual([scenario.text(), scenario.get("hide")], ["W=6", null])
  assert.equal(entries[at].url, "/?lesson=rate&card=2&W=6")
  go(-3)
  assert.deepEqual([scenario.text(), scenario.get("hide")], ["", "truth"])
})

test("pins stand in the link as a person reads them, and each change is a step", async () => {
  await visit("/?pins=lr%3A0.02+seed%3A3%2C&via=a%3Ab")
  const scenario = create("")
  assert.equal(scenario.get("pins"), "lr:0.02 seed:3,")
  assert.equal(entries[at].url, "/?via=a%3Ab&pins=lr:0.02+seed:3,")
  scenario.choose({ pins: "default", W: "4" })
  assert.deepEqual([entries.length, entries[at].url], [2, "/?via=a%3Ab&pins=default&W=4"])
  assert.equal(scenario.text(), "W=4")
  scenario.show("W=5")
  assert.equal(scenario.get("pins"), "default")
  go(-2)
  assert.equal(scenario.get("pins"), "lr:0.02 seed:3,")
})

test("a card's link names a scenario, since without one it opens the card's own", async () => {
  const scenario = create("")
  scenario.show("W=5", "lesson=rate&card=2")
  scenario.choose({ W: "3" })
  assert.equal(scenario.text(), "")
  assert.equal(entries[at].url, "/?lesson=rate&card=2&W=3")
  go(-1)
  go(1)
  assert.equal(scenario.text(), "")
  await load()
  assert.equal(create("").text(), "")
  assert.equal(entries[at].url, "/?lesson=rate&card=2&W=3")
})

test("how the film stands is in the link, but no step and not in its query", () => {
  const scenario = create("")
  scenario.noteFilm({ epoch: "3" })
  scenario.choose({ W: "4" })
  assert.deepEqual([scenario.text(), scenario.film()], ["W=4", { epoch: "3" }])
  scenario.noteFilm({ epoch: "7", play: "1" })
  assert.deepEqual(
    entries.map(({ url }) => url),
    ["/?epoch=3", "/?epoch=7&play=1&W=4"],
  )
  go(-1) // the run goes back, and the film stays as it is
  assert.deepEqual([scenario.text(), entries[at].url], ["", "/?epoch=7&play=1"])
  assert.deepEqual([scenario.canUndo(), scenario.canRedo()], [false, true])
  scenario.noteFilm({})
  assert.equal(entries[at].url, "/")
  go(1)
  assert.deepEqual([scenario.text(), entries[at].url], ["W=4", "/?W=4"])
})

test("a hand that is at a slider is no less a step after the film has moved", () => {
  const scenario = create("")
  scenario.set({ W: "4" })
  scenario.noteFilm({ epoch: "3" })
  scenario.settle()
  assert.deepEqual([entries.length, entries[at].url], [2, "/?epoch=3&W=4"])
})

test("the film of a page that is left stays as it was", async () => {
  await visit("/?epoch=5&play=1&W=5&epoch=6")
  const linear = create("W=5")
  assert.deepEqual(linear.film(), { epoch: "5", play: "1" })
  linear.noteFilm({ epoch: "8" })
  linear.leave("logistic")
  linear.noteFilm({ epoch: "9" })
  assert.equal(entries[at].url, "/logistic")
  linear.close()
  linear.noteFilm({ epoch: "9" })
  const logistic = create("")
  assert.deepEqual(logistic.film(), {})
  logistic.leave("./")
  assert.equal(entries[at].url, "/?epoch=8&W=5")
})

test("another page is opened as it was left, and its steps come after this one's", () => {
  let told = 0 // Streamlit, which opens it
  window.addEventListener("popstate", () => (told += 1))
  const linear = create("")
  linear.choose({ W: "4" })
  linear.leave("logistic")
  assert.equal(entries[at].url, "/logistic")
  assert.equal(linear.text(), "W=4")
  linear.close()
  const logistic = create("")
  assert.deepEqual([logistic.canUndo(), logistic.canRedo()], [true, false])
  logistic.choose({ lr: "1" })
  logistic.leave("./")
  assert.equal(entries[at].url, "/?W=4")
  logistic.close()
  assert.equal(told, 2)
  const again = create("W=4")
  assert.deepEqual([again.canUndo(), again.canRedo()], [true, false])
  again.leave("logistic")
  assert.equal(entries[at].url, "/logistic?lr=1")
  again.close()
  create("lr=1").leave("./?lesson=rate&card=2")
  assert.equal(entries[at].url, "/?lesson=rate&card=2")
})

test("a step back to the other page is Streamlit's", () => {
  const linear = create("")
  linear.choose({ W: "4" })
  linear.leave("logistic")
  linear.close()
  const logistic = create("")
  go(-1)
  assert.equal(logistic.text(), "")
  logistic.close()
  const again = create("W=4")
  assert.deepEqual([again.canUndo(), again.canRedo()], [true, true])
  go(-1)
  assert.equal(again.text(), "")
  assert.equal(again.canUndo(), false)
})

test("Streamlit hears of no step within the page, and of all once it is closed", () => {
  let told = 0
  const scenario = create("")
  window.addEventListener("popstate", () => (told += 1))
  scenario.choose({ W: "4" })
  go(-1)
  assert.equal(told, 0)
  scenario.close()
  go(1)
  assert.equal(told, 1)
  assert.equal(scenario.text(), "")
})

test("what the script changes is taken, and what a hand does meanwhile stays", () => {
  const base = "W=5&lr=0.02"
  assert.equal(merged(base, "W=5&lr=0.03", `${base}&source=own`), "W=5&lr=0.03&source=own")
  assert.equal(merged(base, "W=6&lr=0.02", "W=7&lr=0.02"), "W=7&lr=0.02")
  assert.equal(merged(base, "lr=0.02", base), "lr=0.02")
  assert.equal(merged(base, "W=5&lr=0.02&b=1", "lr=0.02"), "lr=0.02&b=1")
  assert.equal(merged("", "", base), base)
})
