import assert from "node:assert/strict"
import { test } from "node:test"
import { FILM_SECONDS, indexAt, positionAt } from "../../../jaxreg/live/browser/pace.js"
import { assertClose, cases } from "./cases.js"

test("a frame's place in the time is the root of its equation", () => {
  for (const { n, frames, positions } of cases.pace.films) {
    const found = frames.map((/** @type {number} */ k) => positionAt(k, n))
    assertClose(found, positions, `${n} frames`, 1e-9)
    assert.deepEqual(
      found.map((/** @type {number} */ u) => indexAt(u, n)),
      frames,
    )
  }
})

test("it begins with about ten frames a second at most, and gains speed", () => {
  for (const { n } of cases.pace.films) {
    const seconds = Array.from({ length: n + 1 }, (_, k) => FILM_SECONDS * positionAt(k, n))
    const waits = seconds.slice(1).map((second, k) => second - seconds[k])
    assert.ok(waits[0] > 0.09, `${n} frames: ${waits[0]} s`)
    for (const [k, wait] of waits.slice(1).entries()) assert.ok(wait <= waits[k] + 1e-9)
  }
})

test("a film of one frame is at its end", () => {
  assert.equal(positionAt(0, 0), 1)
  assert.equal(indexAt(1, 0), 0)
})
