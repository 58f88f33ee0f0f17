import assert from "node:assert/strict"
import { test } from "node:test"
import {
  decodeFigure,
  decodeFilm,
  frameAt,
  frameIndex,
  tracesAt,
} from "../../../jaxreg/live/browser/film.js"
import { number } from "../../../jaxreg/live/browser/numbers.js"
import { assertClose, cases } from "./cases.js"

/** @import { Digits, Trace } from "../../../jaxreg/live/browser/protocol.js" */

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
for (const { link, figures, film: sent, frames } of cases.film.runs)
  test(`the film of ${link}`, () => {
    const film = decodeFilm(sent)
    for (const { epoch, isLast, texts, traces, curvature } of frames) {
      const frame = frameAt(film, frameIndex(film, epoch))
      assert.equal(frame.epoch, epoch)
      assert.equal(frame.isLast, isLast)
      for (const digits of DIGITS)
        assert.deepEqual(
          frame.params.map((value) => number(value, digits)),
          texts[digits],
        )
      if (curvature === null) assert.equal(frame.ruler.curvature, null)
      else assertClose([frame.ruler.curvature ?? NaN], [curvature], "curvature", 1e-5)
      for (const [name, expected] of Object.entries(traces))
        assertShows(tracesAt(decodeFigure(figures[name]), frame), expected, `${name} at ${epoch}`)
    }
  })

/**
 * @param {Trace[]} traces
 * @param {Record<string, any>[]} expected of those that move
 * @param {string} where
 */
function assertShows(traces, expected, where) {
  const moving = traces.filter(({ meta }) => meta && !meta.startsWith("class "))
  assert.deepEqual(
    moving.map(({ meta }) => meta),
    expected.map(({ meta }) => meta),
    where,
  )
  for (const [k, { meta, x, y, z, isSet, scale }] of expected.entries()) {
    const what = `${where}: ${meta}`
    const trace = moving[k]
    if (z)
      assertClose(
        trace.z.flatMap((row) => [...row]),
        z.flat(),
        what,
        SHARE,
        scale,
      )
    else if (isSet) assertSamePoints(trace, { x, y }, what)
    else {
      assertClose(trace.x, x, `${what}, x`, SHARE, scale)
      assertClose(trace.y, y, `${what}, y`, SHARE, scale)
    }
  }
}

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
