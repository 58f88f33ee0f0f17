import assert from "node:assert/strict"
import { beforeEach, mock, test } from "node:test"
import { createFilmLink } from "../../../jaxreg/live/browser/film_link.js"

/** @import { Scenario } from "../../../jaxreg/live/browser/scenario.js" */
/** @import { createTransport } from "../../../jaxreg/live/browser/transport.js" */

const kept = new Map()
let isReduced = false
Object.assign(globalThis, {
  matchMedia: () => ({ matches: isReduced }),
  localStorage: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
  },
})

/** A film's place, the part of its epoch, and what is written of them into the link. */
let place = { epoch: Infinity, isPlaying: false }
let slow = ""
/** @type {Record<string, string>[]} */
let written = []
/** @type {[number | null, boolean][]} */
let begun = []

/** @param {Record<string, string>} link what it says when the page is opened */
function open(link, isPlain = false) {
  let film = link
  const scenario = {
    film: () => film,
    noteFilm: (/** @type {Record<string, string>} */ now) => {
      film = now
      written.push(now)
    },
  }
  const transport = {
    place: () => place,
    begin: (/** @type {number | null} */ at, /** @type {boolean} */ isPlaying) => {
      begun.push([at, isPlaying])
      place = { epoch: at ?? (isPlaying ? 0 : Infinity), isPlaying }
    },
  }
  const opened = createFilmLink(
    /** @type {ReturnType<typeof createTransport>} */ (/** @type {unknown} */ (transport)),
    /** @type {Scenario} */ (/** @type {unknown} */ (scenario)),
    () => ({ inLink: () => slow, open: (text) => (slow = text ?? "") }),
  )
  opened.open(isPlain)
  return opened
}

beforeEach(() => {
  kept.clear()
  isReduced = false
  place = { epoch: Infinity, isPlaying: false }
  written = []
  begun = []
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout"] })
})

/** @type {[link: Record<string, string>, begun: [number | null, boolean] | null][]} */
const LINKS = [
  [{ epoch: "7" }, [7, false]],
  [{ epoch: "0" }, [0, false]],
  [{ epoch: "7", play: "1" }, [7, true]],
  [{ play: "1" }, [null, true]],
  [{ play: "yes" }, null],
  [{ epoch: "" }, null],
  [{ epoch: "-1" }, null],
  [{ epoch: "3.5" }, null],
  [{ epoch: "<b>" }, null],
  [{ epoch: "9".repeat(400) }, null],
]

test("it begins where the link says, and nonsense leaves the link", () => {
  for (const [link, expected] of LINKS) {
    begun = []
    place = { epoch: Infinity, isPlaying: false }
    open(link)
    assert.deepEqual(begun, expected ? [expected] : [])
    const [at, plays] = expected ?? [null, false]
    const told = { ...(at !== null && { epoch: `${at}` }), ...(plays && { play: "1" }) }
    assert.deepEqual(written.at(-1), told)
  }
})

test("where motion is not wanted, it stands", () => {
  isReduced = true
  open({ epoch: "7", play: "1" })
  assert.deepEqual(begun, [[7, false]])
})

test("at a first visit a plain link plays, once", () => {
  open({}, true)
  assert.deepEqual([begun, written], [[[null, true]], [{ play: "1" }]])
  open({}, true)
  assert.equal(begun.length, 1)
})

test("a first visit with a link plays what it says, and it was the first", () => {
  open({ epoch: "7" }, true)
  open({}, true)
  assert.deepEqual(begun, [[7, false]])
})

test("what moves is written once it rests", () => {
  const { note } = open({})
  written = []
  for (const epoch of [5, 4, 3]) {
    place = { epoch, isPlaying: false }
    note()
    mock.timers.tick(100)
  }
  assert.deepEqual(written, [])
  mock.timers.tick(1000)
  assert.deepEqual(written, [{ epoch: "3" }])
})

test("the part of an epoch is opened by the link, and written beside it", () => {
  const { note, beginCard } = open({ slow: "step" }, true)
  assert.deepEqual([slow, begun], ["step", []])
  beginCard("lr=1&epoch=3&slow=predict")
  assert.deepEqual([slow, begun], ["predict", [[3, false]]])
  beginCard("lr=1&epoch=3")
  assert.equal(slow, "")
  place = { epoch: 4, isPlaying: false }
  slow = "mean"
  note()
  mock.timers.tick(1000)
  slow = ""
  assert.deepEqual(written.at(-1), { epoch: "4", slow: "mean" })
})

test("while it plays it is written when it begins, and when it begins again", () => {
  const { note } = open({})
  written = []
  for (const epoch of [3, 4, 50, 51, 0, 1, 2]) {
    place = { epoch, isPlaying: true }
    note()
    mock.timers.tick(1000)
  }
  assert.deepEqual(written, [{ epoch: "3", play: "1" }, { play: "1" }])
  place = { epoch: Infinity, isPlaying: false }
  note()
  mock.timers.tick(1000)
  assert.deepEqual(written.at(-1), {})
})
