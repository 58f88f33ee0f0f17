import assert from "node:assert/strict"
import { test } from "node:test"
import { countedRows } from "../../../jaxreg/live/browser/confusion.js"
import {
  decodeFigure,
  decodeFilm,
  frameAt,
  frameIndex,
  tracesAt,
} from "../../../jaxreg/live/browser/film.js"
import { number, short } from "../../../jaxreg/live/browser/numbers.js"
import { steppedRows } from "../../../jaxreg/live/browser/odds.js"
import { measuredRows } from "../../../jaxreg/live/browser/residuals.js"
import { assertClose, cases } from "./cases.js"

/** @import { Digits, Numbers, Trace } from "../../../jaxreg/live/browser/protocol.js" */

const SHARE = 2e-6 // float32
/** @type {Digits[]} */
const DIGITS = ["four", "all"]

test("arrays arrive as they were sent", () => {
  const { sent, expected } = cases.film.arrays
  const [trace] = decodeFigure({ data: [sent], layout: cases.film.layout }).data
  const found = Object.fromEntries(Object.entries(trace))
  for (const [name, values] of Object.entries(expected)) {
    const rows = name === "matrix" ? Array.from(found[name], (row) => [...row]) : [...found[name]]
    assert.deepEqual(rows, values, name)
  }
})

test("an epoch's frame is the last one at or before it", () => {
  for (const { epochs, asked, expected } of cases.film.indices)
    assert.deepEqual(
      asked.map((/** @type {number} */ epoch) => frameIndex({ epochs }, epoch)),
      expected,
    )
})

// What a run that ends at an epoch shows is what the film of a longer one shows there.
for (const { link, figures, explanation, film: sent, frames } of cases.film.runs)
  test(`the film of ${link}`, () => {
    const film = decodeFilm(sent)
    const points = decodeFigure(figures.fit).data
    for (const { epoch, isLast, texts, traces, here, rows, digits } of frames) {
      const frame = frameAt(film, frameIndex(film, epoch))
      assert.equal(frame.epoch, epoch)
      assert.equal(frame.isLast, isLast)
      for (const digits of DIGITS)
        assert.deepEqual(
          [...frame.params.W, frame.params.b].map((value) => number(value, digits)),
          texts[digits],
        )
      assert.equal(frame.ruler.here === null ? null : short(frame.ruler.here), here)
      for (const [name, expected] of Object.entries(traces)) {
        const figure = { ...decodeFigure(figures[name]), points }
        assertShows(tracesAt(figure, frame), expected, `${name} at ${epoch}`)
      }
      if (explanation?.counted)
        assert.deepEqual(countedRows(explanation, frame.params, points, digits), rows)
      if (explanation?.stepped)
        assert.deepEqual(steppedRows(explanation, frame.params, digits), rows)
      if (explanation?.measured) {
        const residuals = tracesAt(decodeFigure(figures.residuals), frame)
        assert.deepEqual(measuredRows(explanation, residuals, digits), rows)
      }
    }
  })

/**
 * @param {Trace[]} traces
 * @param {Record<string, any>[]} expected of those that move
 * @param {string} where
 */
function assertShows(traces, expected, where) {
  const moving = traces.filter(({ meta }) => meta?.shows)
  assert.deepEqual(
    moving.map(({ meta }) => meta?.shows),
    expected.map(({ shows }) => shows),
    where,
  )
  for (const [k, { shows, arrays, isSet, scale }] of expected.entries()) {
    const what = `${where}: ${shows}`
    const trace = moving[k]
    if (isSet) assertSamePoints(trace, arrays, what)
    else
      for (const axis of /** @type {("x" | "y" | "z")[]} */ (Object.keys(arrays)))
        assertClose(flat(trace[axis]), arrays[axis], `${what}, ${axis}`, SHARE, scale)
  }
}

/**
 * @param {Numbers | Numbers[]} array
 * @returns {number[]}
 */
const flat = (array) => [...array].flatMap((row) => (typeof row === "number" ? row : [...row]))

/**
 * Points in any order.
 * @param {Trace} found
 * @param {{ x: number[], y: number[] }} expected
 * @param {string} what
 */
function assertSamePoints(found, expected, what) {
  const sorted = (/** @type {{ x: ArrayLike<number>, y: ArrayLike<number> }} */ { x, y }) =>
    Array.from(x, (value, k) => [value, y[k]]).sort(([a, b], [c, d]) => a - c || b - d)
  assertClose(sorted(found).flat(), sorted(expected).flat(), what, 1e-5)
}
