import assert from "node:assert/strict"
import { test } from "node:test"
import {
  axisOf,
  placeOf,
  roundBetween,
  roundFactors,
} from "../../../jaxreg/live/browser/lab_axis.js"

/** @import { SweptAxis } from "../../../jaxreg/live/browser/protocol.js" */

/** @param {number[]} values @param {"linear" | "log"} scale @returns {SweptAxis} */
const axis = (values, scale = "linear") => ({
  ...{ name: "x", key: "x", label: "x", values, texts: values.map(String), scale },
})

/** @param {number} low @param {number} high @param {number} steps */
const spaced = (low, high, steps) =>
  Array.from({ length: steps }, (_, k) =>
    Number((low + ((high - low) * k) / (steps - 1)).toPrecision(4)),
  )

test("marks between are round, in order, and few", () => {
  assert.deepEqual(roundBetween(0, 5), [0, 1, 2, 3, 4, 5])
  assert.deepEqual(roundBetween(-1.5, 1.1), [-1.5, -1, -0.5, 0, 0.5, 1])
  assert.deepEqual(roundBetween(0.0031, 0.0049), [0.0035, 0.004, 0.0045])
  assert.deepEqual(roundBetween(2, 2), [])
  for (let k = 0; k < 500; k++) {
    const [low, long] = [Math.sin(k) * 10 ** (k % 7), 1.5 ** ((k % 60) - 30)]
    const marks = roundBetween(low, low + long)
    assert.ok(marks.length >= 2 && marks.length <= 8, `${low} ${long} ${marks}`)
    assert.ok(marks[0] >= low - long * 1e-6 && marks[marks.length - 1] <= low + long * 1.000001)
  }
})

test("marks by factors are 1, 2 and 5", () => {
  assert.deepEqual(roundFactors(0.001, 0.1), [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1])
  assert.deepEqual(roundFactors(0.002, 3000), [0.01, 0.1, 1, 10, 100, 1000])
  assert.deepEqual(roundFactors(0, 3), [])
})

test("an axis of many values has marks at round numbers between them", () => {
  const { tickvals, ticktext } = axisOf(axis(spaced(0, 10, 36)))
  assert.deepEqual(ticktext, ["0", "2", "4", "6", "8", "10"])
  assert.deepEqual(tickvals, [0, 7, 14, 21, 28, 35])
  assert.equal(placeOf(axis([0.01, 0.1, 1], "log"), 0.1), 1)
})

test("values that are few, or not spaced evenly, are their own marks", () => {
  assert.deepEqual(axisOf(axis([0, 0.7, 1.4])).ticktext, ["0", "0.7", "1.4"])
  const sizes = [5, 10, 20, 50, 80, 100, 200, 500, 1000]
  assert.deepEqual(axisOf(axis(sizes)).ticktext, ["5", "20", "80", "200", "1000"])
})
