import assert from "node:assert/strict"
import { test } from "node:test"
import { faultOf, rounded, rowsOf, textOf } from "../../../jaxreg/live/browser/points.js"
import { cases } from "./cases.js"

for (const { by, text, rows } of cases.points)
  test(text, () => {
    const read = rowsOf(text)
    assert.equal(Boolean(faultOf(by, read)), rows === null)
    if (!rows) return
    assert.deepEqual(read, rows)
    assert.equal(textOf(read), text)
    const many = Array.from({ length: by.most + 1 }, (_, k) => [k, k * k, 1])
    assert.match(faultOf(by, many), /room for 50 points/)
    assert.equal(faultOf(by, many.slice(1)), "")
    assert.match(faultOf(by, many.slice(0, by.least - 1)), /have to stay/)
  })

test("a place has no more digits than one sees", () => {
  const found = [
    [1.23456789, 9],
    [-0.000123, 9],
    [1234567.891, 3e6],
    [2.34567e-8, 1e-7],
    [1990.123456, 30],
  ].map(([value, span]) => rounded(value, span))
  assert.deepEqual(found, [1.235, 0, 1235000, 2.35e-8, 1990.12])
})
