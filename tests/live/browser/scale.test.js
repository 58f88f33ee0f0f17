import assert from "node:assert/strict"
import { test } from "node:test"
import { plain, scaleOf, typedText } from "../../../jaxreg/live/browser/scale.js"
import { cases } from "./cases.js"

/** @import { Control } from "../../../jaxreg/live/browser/protocol.js" */

/** @typedef {{ control: Control, stops: string[], typed: [string, string | null][] }} Case */

/** @type {Case[]} */
const controls = cases.scale.controls

// A rate whose slider shows some of what can be typed.
const RATE = /** @type {Control} */ ({
  low: 1e-9,
  high: 1000,
  step: 0,
  reach: 1000,
  stops: ["0.0001", "0.001", "0.01", "0.1", "1"],
})

test("a number is written as Python writes it", () => {
  for (const [value, text] of cases.scale.plain) assert.equal(plain(value), text)
})

test("what is typed is what a link has of it", () => {
  let taken = 0
  for (const { control, typed } of controls)
    for (const [text, expected] of typed) {
      assert.equal(typedText(control, text), expected, `${control.key}: ${text}`)
      if (expected !== null) taken += 1
    }
  assert.ok(taken > 10 * controls.length)
})

test("a slider can be at each of its stops", () => {
  for (const { control, stops } of controls) {
    if (control.kind !== "slider") continue
    const scale = scaleOf(control)
    for (const [k, stop] of stops.entries()) {
      const at = scale.positionOf(Number(stop))
      assert.ok(Math.abs(at - k) < 1e-6, `${control.key}: ${stop} is at ${at}`)
      for (const near of [at - 0.4, at, at + 0.4]) assert.equal(scale.textAt(near), stop)
    }
    const [low, high] = scale.ends(Number(stops[0]))
    assert.deepEqual([scale.textAt(low), scale.textAt(high)], [stops[0], stops.at(-1)])
  }
})

test("a number between two stops is between them", () => {
  for (const { control, stops } of controls) {
    if (control.kind !== "slider" || control.is_whole) continue
    const scale = scaleOf(control)
    for (const k of [0, stops.length - 2]) {
      const middle = (Number(stops[k]) + Number(stops[k + 1])) / 2
      const at = scale.positionOf(middle)
      assert.ok(at > k + 0.4 && at < k + 0.6, `${control.key}: ${middle} is at ${at}`)
    }
  }
})

test("a scale widens to the whole decade of a number beyond its stops", () => {
  const { textAt, ends } = scaleOf(RATE)
  const shown = (/** @type {number} */ value) => ends(value).map(textAt)
  assert.deepEqual(shown(0.05), ["0.0001", "1"])
  assert.deepEqual(shown(0.0001), ["0.0001", "1"])
  assert.deepEqual(shown(0.00005), ["0.00001", "1"])
  assert.deepEqual(shown(0.00001), ["0.00001", "1"])
  assert.deepEqual(shown(1e-9), ["1e-9", "1"])
  assert.deepEqual(shown(1.001), ["0.0001", "10"])
  assert.deepEqual(shown(10), ["0.0001", "10"])
  assert.deepEqual(shown(30), ["0.0001", "100"])
  assert.deepEqual(shown(1000), ["0.0001", "1000"])
})

test("beyond its stops a scale goes on as they do", () => {
  const { positionOf, textAt } = scaleOf(RATE)
  const rates = [1e-9, 1e-6, 5e-5, 1e-4, 3e-4, 0.5, 1, 7, 10, 100, 1000]
  const places = rates.map(positionOf)
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  )
  assert.ok(Math.abs(positionOf(10) - 5) < 1e-9 && Math.abs(positionOf(1e-6) + 2) < 1e-9)
  assert.deepEqual([5, 6, -1, -2].map(textAt), ["10", "100", "0.00001", "0.000001"])
  assert.deepEqual([99, -99].map(textAt), ["1000", "1e-9"])
})
