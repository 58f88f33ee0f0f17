// What Python computed for these tests, which tests/live/test_browser_scripts.py runs.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

const file = process.env.JAXREG_CASES
if (!file)
  throw new Error("run pytest tests/live/test_browser_scripts.py, which computes the cases")

/** @type {Record<string, any>} */
export const cases = JSON.parse(readFileSync(file, "utf-8"))

/**
 * Numbers agree: as far as float32 goes, if nothing else is said. Python's null is NaN.
 * @param {ArrayLike<number>} found
 * @param {(number | null)[]} expected
 * @param {string} what
 * @param {number} share of the largest number
 * @param {number} scale the largest number at least
 */
export function assertClose(found, expected, what, share = 2e-6, scale = 0) {
  assert.equal(found.length, expected.length, `${what}: as many`)
  const largest = Math.max(scale, ...expected.map((value) => Math.abs(value ?? 0)))
  for (const [k, value] of expected.entries()) {
    const isClose =
      value === null ? Number.isNaN(found[k]) : Math.abs(found[k] - value) <= share * largest
    assert.ok(isClose, `${what}, entry ${k}: ${found[k]}, by Python ${value}`)
  }
}
