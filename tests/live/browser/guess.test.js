import assert from "node:assert/strict"
import { test } from "node:test"
import * as guess from "../../../jaxreg/live/browser/guess.js"
import { assertClose, cases } from "./cases.js"

/** @import { Kind, Sight, Spot } from "../../../jaxreg/live/browser/guess.js" */
/** @import { Params } from "../../../jaxreg/live/browser/protocol.js" */

/** @param {Params<number>} model */
const theta = ({ W, b }) => [...W, b]

/** Its values over what is in sight, which say how it is drawn.
 * @param {Params<number>} model @param {Sight} sight */
const corners = ({ W, b }, { x, y }) =>
  x.flatMap((x1) => y.map((x2) => W[0] * x1 + (W[1] ?? 0) * x2 + b))

for (const kind of /** @type {Kind[]} */ (["line", "curve", "boundary"]))
  for (const [k, { spots, sight, expected, to }] of cases.guess[kind].entries())
    test(`${kind} ${k}`, () => {
      const model = guess.modelOf(kind, spots)
      assertClose(theta(model), expected, "the model through its handles", 1e-7)

      // Its handles, found anew, make the same model.
      const found = guess.spotsOf(kind, model, sight)
      assert.ok(found)
      const same = corners(model, sight)
      assertClose(corners(guess.modelOf(kind, found), sight), same, "by its handles", 1e-6)

      // So does what the link has, as far as one sees.
      const text = guess.textOf(kind, model, sight)
      const read = guess.modelIn(text, model.W.length)
      assert.ok(read)
      const span =
        kind === "line" ? sight.y[1] - sight.y[0] : Math.max(...same, 1) - Math.min(...same, 0)
      for (const [at, value] of corners(read, sight).entries())
        assert.ok(Math.abs(value - same[at]) <= 3e-4 * span, `${text}: ${value}, not ${same[at]}`)

      // One that is taken stands where it was let go, within the axes; P stays as steep.
      for (const one of spots.keys()) {
        const taken = guess.taken(kind, spots, one, to, sight)
        const after = guess.modelOf(kind, taken)
        assert.ok(theta(after).every(Number.isFinite))
        const [across, up] = guess.shareOf(sight, taken[one])
        const held = to.map((/** @type {number} */ part) => Math.min(Math.max(part, 0), 1))
        if (one < 2 && kind !== "curve") assertClose([across, up], held, "its place", 0.041, 1)
        if (kind !== "boundary") continue
        if (one < 2) assertClose([steepness(after, sight)], [steepness(model, sight)], "P", 1e-6)
        else assertClose(taken.slice(0, 2).flat(), spots.slice(0, 2).flat(), "the others", 0)
      }
    })

/** How much the logit rises over the chart's height, on the screen.
 * @param {Params<number>} model @param {Sight} sight */
const steepness = ({ W }, { x, y, aspect }) =>
  Math.hypot((W[0] * (x[1] - x[0])) / aspect, W[1] * (y[1] - y[0]))

test("a link's guess is taken if it is a model of the page", () => {
  assert.deepEqual(guess.modelIn("3,2", 1), { W: [3], b: 2 })
  assert.deepEqual(guess.modelIn(" -1.5e2, .5 ,0", 2), { W: [-150, 0.5], b: 0 })
  for (const text of ["", "3", "3,2,1", "a,b", "3,", "NaN,1", "Infinity,1", "1e99,1", "0x1,2"])
    assert.equal(guess.modelIn(text, 1), null, text)
  assert.equal(guess.kindOf("linear", { W: [1], b: 0 }), "line")
  assert.equal(guess.kindOf("logistic", { W: [1], b: 0 }), "curve")
  assert.equal(guess.kindOf("logistic", { W: [1, 2], b: 0 }), "boundary")
  const powers = { exponents: [[1], [2]], centre: [0], scale: [1] }
  assert.equal(guess.kindOf("linear", { W: [1, 2], b: 0, features: powers }), "")
})

test("a model that does not pass within sight has no handles there", () => {
  /** @type {Sight} */
  const sight = { x: [0, 1], y: [0, 1], aspect: 1 }
  assert.equal(guess.spotsOf("line", { W: [0], b: 5 }, sight), null)
  assert.equal(guess.spotsOf("boundary", { W: [0, 0], b: 5 }, sight), null)
  assert.equal(guess.spotsOf("curve", { W: [0], b: 50 }, sight)?.length, 2)
})
