import assert from "node:assert/strict"
import { test } from "node:test"
import { said } from "../../../jaxreg/live/browser/arrows.js"
import { directionsOf, hessianOf } from "../../../jaxreg/live/browser/directions.js"
import { decodeMeasure } from "../../../jaxreg/live/browser/measure.js"
import { inOwnUnits, inUnitsOf } from "../../../jaxreg/live/browser/plane.js"
import { epochInParts, PARTS } from "../../../jaxreg/live/browser/slow.js"
import { slowTraces } from "../../../jaxreg/live/browser/slow_traces.js"
import { formulas, numbersOf } from "../../../jaxreg/live/browser/slow_words.js"
import { assertClose, cases } from "./cases.js"

/** @import { Directions } from "../../../jaxreg/live/browser/directions.js" */
/** @import { Figure, Measure, Numbers, Report, Trace } from "../../../jaxreg/live/browser/protocol.js" */

for (const { link, sent, features, units, epoch, before, after } of cases.slow.epochs)
  test(`the step leads to the next epoch of ${link}`, () => {
    const params = { W: before.slice(0, -1), b: before[before.length - 1], features }
    const { next, mean, some, shrink } = epochInParts(decodeMeasure(sent), params, units, epoch)
    const moved = Math.max(
      ...before.map((/** @type {number} */ v, /** @type {number} */ k) => Math.abs(v - after[k])),
    )
    // As float32 rounds where training is: the step itself is right to a ten-thousandth.
    const rounding = Math.max(...before.map(Math.abs), ...after.map(Math.abs)) * 5e-7
    for (const [k, value] of [...next.W, next.b].entries())
      assert.ok(Math.abs(value - after[k]) < 1e-4 * moved + rounding, `${k}: ${value}, ${after[k]}`)
    assertClose(
      [...inOwnUnits(inUnitsOf(params, units), units).W],
      params.W,
      "there and back",
      1e-9,
    )
    if (some.length < decodeMeasure(sent).y.length) return
    const means = mean.map(
      (_, k) => some.reduce((sum, { gradient }) => sum + gradient[k], 0) / some.length + shrink[k],
    )
    assertClose(means, mean, "the mean of the points' gradients", 1e-9)
  })

for (const { link, sent, features, units, epoch, before, plane } of cases.slow.epochs)
  test(`the directions on the landscape of ${link}`, () => {
    const params = { W: before.slice(0, -1), b: before[before.length - 1], features }
    const decoded = decodeMeasure(sent)
    assertClose(hessianOf(decoded, params, units), plane.H, "the Hessian", 1e-5)
    const minimum = plane.at.map((/** @type {number} */ at, /** @type {number} */ k) => at + 1 - k)
    const found = directionsOf(decoded, params, units, epoch, minimum)
    assertClose(found.from, plane.at, "where the model is", 1e-5)
    assertClose(found.downhill, plane.downhill, "minus the gradient", 1e-4)
    const angle = Math.abs(Math.atan2(found.downhill[1], found.downhill[0]))
    assertClose([found.angle ?? NaN], [(180 * angle) / Math.PI], "the angle to (1, 0)", 1e-2)
    const { rates } = decoded.step
    const rate = rates[epoch] ?? rates[0]
    for (const [k, { along, curvature, factor }] of found.axes.entries()) {
      const [largest] = plane.curvatures
      assertClose([curvature], [plane.curvatures[k]], `curvature ${k}`, 1e-5, largest)
      assertClose(
        [factor ?? NaN],
        [1 - rate * plane.curvatures[k]],
        `factor ${k}`,
        1e-5,
        1 + rate * largest,
      )
      const [first, second] = plane.along[k]
      // Of a round valley any axes are right.
      const isRound = plane.curvatures[0] - plane.curvatures[1] < 1e-3 * largest
      const turned = Math.abs(along[0] * second - along[1] * first)
      assert.ok(isRound || turned < 1e-3, `axis ${k}: ${along}, by eigh ${plane.along[k]}`)
    }
  })

test("directions in words", () => {
  // A valley of curvatures 4 and 1, seen from (1, 1), at a rate of 0.25.
  const directions = (
    /** @type {number | null} */ angle,
    /** @type {(number | null)[]} */ [a, b],
  ) => ({
    ...{
      isRound: a !== null && a === b,
      from: [1, 1],
      downhill: [-4, -1],
      toMinimum: angle === null ? null : [-1, -1],
      angle,
    },
    axes: /** @type {Directions["axes"]} */ ([
      { along: [1, 0], curvature: 4, factor: a },
      { along: [-0, 1], curvature: 1, factor: b },
    ]),
  })
  assert.equal(
    said(directions(30.963756, [0, 0.75]), true, true),
    "Minus the gradient and the way to the optimum are 31° apart. Everywhere an epoch " +
      "multiplies the distance by 0 along (1.000, 0), dashed, and by 0.7500 along (0, 1.000), dotted.",
  )
  assert.equal(
    said(directions(0, [0.5, 0.5]), true, true),
    "Minus the gradient and the way to the optimum are 0° apart. Everywhere an epoch " +
      "multiplies the distance by 0.5000 in all directions.",
  )
  assert.equal(
    said(directions(null, [null, null]), false, false),
    "Minus the gradient points downhill; no optimum is shown. Here the " +
      "curvature is 4.000 along (1.000, 0), dashed, and 1.000 along (0, 1.000), dotted, all other parameters held.",
  )
})

const AXES = {
  offset: [0, 0],
  factors: [
    [1, 0],
    [0, 1],
  ],
}
const measure = /** @type {Measure<Numbers>} */ ({
  X: [[0, 1, 2]],
  y: [1, 3, 2],
  penalty: [0.5],
  is_probability: false,
  best: { loss: 1, lack: "" },
  step: { rates: [0.25], lack: "" },
})
const params = { W: [2], b: -1 }
const report = /** @type {Report} */ ({ columns: ["W", "b"], digits: "four" })
const layout = /** @type {Figure["layout"]} */ (
  /** @type {unknown} */ ({
    xaxis: { range: [0, 10] },
    yaxis: { range: [-5, 5] },
    meta: AXES,
  })
)

// ŷ = 2 x - 1 at 0, 1, 2 is -1, 1, 3; r is 2, 2, -1; g = -2 r (x, 1) is (0, -4), (-4, -4), (4, 2),
// whose mean is (0, -2); the penalty adds 0.5 * 2 to the first.
test("an epoch by hand", () => {
  const epoch = epochInParts(measure, params, AXES, 7)
  assert.deepEqual(
    epoch.some.map(({ predicted, residual, gradient }) => [predicted, residual, ...gradient]),
    [
      [-1, 2, -0, -4],
      [1, 2, -4, -4],
      [3, -1, 4, 2],
    ],
  )
  assert.deepEqual([epoch.mean, epoch.shrink, epoch.rate], [[1, -2], [1, 0], 0.25])
  assert.deepEqual(
    [epoch.step, epoch.to],
    [
      [-0.25, 0.5],
      [1.75, -0.5],
    ],
  )
  assert.deepEqual(epoch.next, { W: [1.75], b: -0.5 })
  // The losses: 9/3 + 0.25 * 4, and (1.5² + 1.75² + 1²)/3 + 0.25 * 1.75².
  assert.deepEqual(
    PARTS.map((part) => numbersOf(part, epoch, measure, { params, report, units: AXES, layout })),
    [
      "In the box, x = 0: ŷ = −1.",
      "In the box: r = 1 − (−1) = 2.",
      "In the box: g = −2 · 2 · (0, 1) = (0, −4). Each point’s arrow is −g.",
      "∇L = (0, −2) + (1, 0) = (1, −2), the mean of 3 gradients, and the penalty’s.",
      "−0.25 · (1, −2) = (−0.2500, 0.5000).",
      "(W, b) = (2, −1) + (−0.2500, 0.5000) = (1.750, −0.5000). The loss goes from 4 to 2.870.",
    ],
  )
  assert.deepEqual(Object.values(formulas(measure, report, AXES)), [
    "ŷ = W x + b",
    "r = y − ŷ",
    "g = −2 r · (x, 1)",
    "∇L = mean of all g + λ (W, 0)",
    "−rate · ∇L",
    "(W, b) + step",
  ])
})

// Without an intercept ŷ = 2 x is 0, 2, 4, r is 1, 1, -2, and g = -2 r x is 0, -2, 8.
test("an epoch without an intercept by hand", () => {
  const by = { ...measure, is_through_origin: true }
  const start = { W: [2], b: 0 }
  const epoch = epochInParts(by, start, AXES, 7)
  assert.deepEqual(
    epoch.some.map(({ gradient }) => gradient.map((slope) => slope + 0)),
    [
      [0, 0],
      [-2, 0],
      [8, 0],
    ],
  )
  assert.deepEqual([epoch.mean, epoch.next], [[3, 0], { W: [1.25], b: 0 }])
  const shown = { params: start, report, units: AXES, layout }
  assert.equal(
    numbersOf("mean", epoch, by, shown),
    "∇L = 2 + 1 = 3, the mean of 3 gradients, and the penalty’s.",
  )
  assert.equal(
    numbersOf("line", epoch, by, shown),
    "W = 2 + (−0.7500) = 1.250. The loss goes from 3 to 1.828.",
  )
  assert.deepEqual(Object.values(formulas(by, report, AXES)), [
    "ŷ = W x",
    "r = y − ŷ",
    "g = −2 r · x",
    "∇L = mean of all g + λ W",
    "−rate · ∇L",
    "W + step",
  ])
  assert.equal(
    said(directionsOf(by, start, AXES, 0, [1.5, 0]), true, true),
    "Minus the gradient and the way to the optimum are 0° apart. b stays 0. Everywhere an " +
      "epoch multiplies the distance by 0.04167 along (1.000, 0), dashed.",
  )
})

test("where float32 ends, the model is at the optimum", () => {
  const text = (/** @type {number[]} */ minimum) =>
    said(directionsOf(measure, params, AXES, 0, minimum), true, true)
  assert.match(text([2 + 1e-6, -1 - 1e-6]), /^The model is at the optimum[.] Everywhere/)
  assert.match(text([2 + 1e-4, -1]), /^Minus the gradient and the way to the optimum are/)
})

test("powers of x are features, and no second x", () => {
  const curve = { ...report, columns: ["W₁", "W₂", "b"] }
  const [predict, , gradients] = Object.values(formulas(measure, curve, AXES))
  assert.deepEqual([predict, gradients], ["ŷ = W · features + b", "g = −2 r · (features, 1)"])
})

test("an epoch in the charts", () => {
  const epoch = epochInParts(measure, params, AXES, 7)
  const figure = { data: /** @type {Trace[]} */ ([]), layout }
  const drawn = PARTS.map((part) => slowTraces(part, epoch, { fit: figure, landscape: figure }))
  const [gaps] = drawn[0].fit
  assert.deepEqual(
    [gaps.x, gaps.y, gaps.line.dash],
    [[0, 0, NaN, 1, 1, NaN, 2, 2, NaN], [1, -1, NaN, 3, 1, NaN, 2, 3, NaN], "dot"],
  )
  // The longest is 4 of 10, so it stays as it is; each is minus the gradient.
  const [asked, mean] = drawn[3].landscape
  assert.deepEqual(
    [asked.x, asked.y],
    [
      [2, 2, NaN, 2, 6, NaN, 2, -2, NaN],
      [-1, 3, NaN, -1, 3, NaN, -1, -3, NaN],
    ],
  )
  assert.deepEqual(
    [mean.x, mean.y],
    [
      [2, 1, NaN],
      [-1, 1, NaN],
    ],
  )
  const [step] = drawn[4].landscape
  assert.deepEqual(
    [step.x, step.y],
    [
      [2, 1.75],
      [-1, -0.5],
    ],
  )
  const [line] = drawn[5].fit
  for (const [k, x] of line.x.entries()) assert.ok(Math.abs(line.y[k] - (1.75 * x - 0.5)) < 1e-12)
})
