import assert from "node:assert/strict"
import { test } from "node:test"
import { decodeMeasure, lossOf, score } from "../../../jaxreg/live/browser/measure.js"
import { arrowOf, gradientOf, partOf } from "../../../jaxreg/live/browser/point.js"
import { assertClose, cases } from "./cases.js"

for (const { link, sent, features, models, losses } of cases.measure.measured)
  test(`losses of ${link}`, () => {
    const measure = decodeMeasure(sent)
    const found = models.map((/** @type {number[]} */ theta) =>
      lossOf(measure, { W: theta.slice(0, -1), b: theta[theta.length - 1], features }),
    )
    for (const [k, loss] of losses.entries())
      assertClose([found[k]], [loss], `model ${k}`, features ? 1e-6 : 1e-9)
  })

for (const { link, sent, features, units, X, parts } of cases.measure.measured)
  test(`what points add to the gradient of ${link}`, () => {
    const [measure, { theta }] = [decodeMeasure(sent), parts]
    const params = { W: theta.slice(0, -1), b: theta[theta.length - 1], features }
    const found = X.map((/** @type {number[]} */ x, /** @type {number} */ i) =>
      partOf(measure, params, units, x, measure.y[i]),
    )
    /** @param {keyof ReturnType<typeof partOf>} name */
    const all = (name) => found.flatMap((/** @type {Record<string, any>} */ part) => part[name])
    assertClose(all("predicted"), parts.predicted, "predicted", 1e-6)
    assertClose(all("gradient"), parts.gradient.flat(), "gradients", 1e-6)
    if (parts.share) assertClose(all("share"), parts.share, "shares", 1e-6)
    const largest = Math.max(...parts.gradient.flat().map(Math.abs))
    assertClose(gradientOf(measure, params, units), parts.whole, "their sum", 1e-6, largest)
    const arrow = arrowOf(measure, params, units, found[0].gradient, [2, 3], 0.4)
    assertClose(arrow, parts.arrow, "an arrow", 1e-6, 0.4)
  })

test("a score is true of any loss, and of any best one", () => {
  const text = (/** @type {number} */ value) => `${value}`
  const separable = { loss: null, lack: "No minimum: why." }
  /** @type {[number, number][]} */
  const pairs = [
    [3, 1],
    [1.5, 1],
    [1.0004, 1],
    [1, 1],
    [1 - 1e-9, 1],
    [2e4, 1],
    [2, 0],
    [0, 0],
    [Infinity, 1],
  ]
  assert.deepEqual(
    pairs.map(([loss, best]) => score(loss, { loss: best, lack: "" }, text)),
    [
      "Its loss is 3 times the smallest possible, 1.",
      "Its loss is 50 % above the smallest possible, 1.",
      "Its loss is less than 0.1 % above the smallest possible, 1.",
      "Its loss is the smallest possible, 1: nothing does better.",
      "Its loss is the smallest possible, 1: nothing does better.",
      "The smallest possible loss is 1.",
      "The smallest possible loss is 0.",
      "Its loss is the smallest possible, 0: nothing does better.",
      "Its loss is too large to compare.",
    ],
  )
  assert.equal(score(0.3, separable, text), "No minimum: why.")
  const best = { loss: 1, lack: "" }
  assert.deepEqual(
    [0.5, 1, 2, 2e4].map((loss) => score(loss, best, text, true)),
    [
      "Its loss is below the smallest possible without an intercept, 1: yours has one.",
      "Its loss is the smallest possible without an intercept, 1.",
      "Its loss is 2 times the smallest possible without an intercept, 1.",
      "The smallest loss without an intercept is 1.",
    ],
  )
})
