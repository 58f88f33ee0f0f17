import assert from "node:assert/strict"
import { test } from "node:test"
import { shareAt, zoneParts } from "../../../jaxreg/live/browser/ruler.js"
import { assertClose, cases } from "./cases.js"

for (const { link, ruler, marks, zones } of cases.ruler)
  test(`the ruler of ${link}`, () => {
    const rates = ruler.marks.map((/** @type {{ rate: number | null }} */ mark) => mark.rate)
    const found = [ruler.rate, ...rates].map((rate) => shareAt(rate, ruler))
    assertClose(found, marks, "marks", 1e-9)
    const parts = zoneParts(ruler)
    assert.deepEqual(
      parts.map(({ colour }) => colour),
      zones.colours,
    )
    assertClose(
      parts.flatMap(({ from, to }) => [from, to]),
      zones.ends,
      "zones",
      1e-9,
    )
  })
