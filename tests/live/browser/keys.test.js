import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { listenToKeys } from "../../../jaxreg/live/browser/keys.js"

/** @typedef {Record<string, string>} Attributes of an element, its "tag" among them */

/** An element as far as a selector asks for it. */
class Element {
  /**
   * @param {Attributes} attributes
   * @param {Element | null} parent
   * @param {boolean} hasFocusByKeys
   */
  constructor(attributes, parent = null, hasFocusByKeys = false) {
    this.attributes = attributes
    this.parent = parent
    this.hasFocusByKeys = hasFocusByKeys
  }

  /** @param {string} selector @returns {boolean} */
  matches(selector) {
    return selector.split(/,(?![^(]*\))/).some((one) => this.#isOne(one.trim()))
  }

  /** @param {string} selector @returns {Element | null} */
  closest(selector) {
    return this.matches(selector) ? this : (this.parent?.closest(selector) ?? null)
  }

  /** @param {string} selector one without a comma outside parentheses */
  #isOne(selector) {
    if (selector === ":focus-visible") return this.hasFocusByKeys
    if (selector.endsWith(" *"))
      return this.parent !== null && this.parent.closest(selector.slice(0, -2)) !== null
    const [, tag, attributes, not] =
      selector.match(/^(\w*)((?:\[\w+=\w+\])*)(?::not\((.*)\))?$/) ??
      assert.fail(`these tests do not read ${selector}`)
    const pairs = [...attributes.matchAll(/\[(\w+)=(\w+)\]/g)]
    return (
      (!tag || tag === this.attributes.tag) &&
      pairs.every(([, name, value]) => this.attributes[name] === value) &&
      !(not && this.matches(not))
    )
  }
}

const BODY = new Element({ tag: "body" })
const input = (/** @type {string} */ type) => new Element({ tag: "input", type })
const TAKE_TEXT = [
  ...["text", "number", "search", "password", "file"].map(input),
  ...["textarea", "select", "canvas"].map((tag) => new Element({ tag })),
  new Element({ tag: "div", contenteditable: "true" }),
  new Element({ tag: "span" }, new Element({ tag: "div", role: "grid" })),
  new Element({ tag: "button" }, new Element({ tag: "div", role: "dialog" })),
  new Element({ tag: "button" }, new Element({ tag: "dialog" })),
]
const KEEP_ARROWS = [
  ...["range", "radio", "checkbox"].map(input),
  new Element({ tag: "div", role: "slider" }),
]
const PRESSED = [
  ...["button", "a", "summary"].map((tag) => ({ tag })),
  ...["button", "radio", "tab"].map((role) => ({ tag: "div", role })),
  { tag: "input", type: "radio" },
]
const OTHERS = [BODY, new Element({ tag: "svg" }), new Element({ tag: "p" }, BODY)]

/** @type {string[]} */
let done = []
/** @type {() => void} */
let stop
const NAMES = [" ", "ArrowLeft", "ArrowRight", "Home", "N", "Shift+N", "Ctrl+Z", "Ctrl+Shift+Z"]

beforeEach(() => {
  done = []
  Object.assign(globalThis, { window: new EventTarget(), Element })
  stop = listenToKeys(Object.fromEntries(NAMES.map((name) => [name, () => done.push(name)])))
})

/** @param {Element} target @param {string} key @param {object} also */
function keydown(target, key, also = {}) {
  const event = new Event("keydown", { cancelable: true })
  Object.defineProperty(event, "target", { value: target })
  return Object.assign(event, { key, ...also })
}

/**
 * What is done, instead of what the browser would do.
 * @param {Element} target
 * @param {string} key
 * @param {object} also
 */
function press(target, key, also = {}) {
  done = []
  const event = keydown(target, key, also)
  window.dispatchEvent(event)
  assert.equal(event.defaultPrevented, done.length > 0)
  return done
}

test("a key does the same wherever nothing needs it", () => {
  for (const target of OTHERS)
    for (const key of [" ", "ArrowLeft", "ArrowRight", "Home"])
      assert.deepEqual(press(target, key), [key])
})

test("letters, with Shift, and with Ctrl or Command", () => {
  assert.deepEqual(press(BODY, "n"), ["N"])
  assert.deepEqual(press(BODY, "N", { shiftKey: true }), ["Shift+N"])
  for (const name of ["ctrlKey", "metaKey"]) {
    assert.deepEqual(press(BODY, "z", { [name]: true }), ["Ctrl+Z"])
    assert.deepEqual(press(BODY, "Z", { [name]: true, shiftKey: true }), ["Ctrl+Shift+Z"])
    assert.deepEqual(press(BODY, "n", { [name]: true }), [], "it opens a window")
  }
  assert.deepEqual(press(BODY, "q"), [])
  for (const key of ["n", "ArrowLeft"]) assert.deepEqual(press(BODY, key, { altKey: true }), [])
})

test("what takes text keeps every key", () => {
  for (const target of TAKE_TEXT)
    for (const key of [" ", "ArrowLeft", "Home", "n"])
      assert.deepEqual(press(target, key), [], JSON.stringify(target.attributes))
  assert.deepEqual(press(input("text"), "z", { ctrlKey: true }), [])
})

test("what goes by arrows keeps them, and no letter", () => {
  for (const target of KEEP_ARROWS) {
    for (const key of ["ArrowLeft", "ArrowRight"]) assert.deepEqual(press(target, key), [])
    assert.deepEqual(press(target, "n"), ["N"])
    assert.deepEqual(press(target, "z", { ctrlKey: true }), ["Ctrl+Z"])
  }
})

test("the space bar presses a button that was come to by keys", () => {
  for (const attributes of PRESSED) {
    assert.deepEqual(press(new Element(attributes, BODY, true), " "), [])
    assert.deepEqual(press(new Element(attributes, BODY), " "), [" "])
  }
})

test("a key that was taken already does nothing more, nor one after the end", () => {
  const event = keydown(BODY, "n")
  event.preventDefault()
  window.dispatchEvent(event)
  assert.deepEqual(done, [])
  stop()
  assert.deepEqual(press(BODY, "n"), [])
})

test("a key that is held down goes on only if it is an arrow", () => {
  assert.deepEqual(press(BODY, "ArrowLeft", { repeat: true }), ["ArrowLeft"])
  window.dispatchEvent(keydown(BODY, "n", { repeat: true }))
  assert.deepEqual(done, ["ArrowLeft"])
})
