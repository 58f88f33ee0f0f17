import assert from "node:assert/strict"
import { test } from "node:test"
import { shareAt } from "../../../jaxreg/live/browser/ruler.js"
import { assertClose, cases } from "./cases.js"

test("a rate stands where the slider has it", () => {
  assert.ok(cases.ruler.length > 0)
  for (const { ruler, rates, places } of cases.ruler) {
    const found = rates.map((/** @type {number} */ rate) => shareAt(rate, ruler))
    assertClose(found, places, "places", 1e-9)
  }
})
