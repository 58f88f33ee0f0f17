import assert from "node:assert/strict"
import { test } from "node:test"
import { number, short } from "../../../jaxreg/live/browser/numbers.js"
import { cases } from "./cases.js"

test("a float32 is written as NumPy writes it", () => {
  let ties = 0
  for (const [value, text] of cases.numbers.float32) {
    const ours = number(Number(value), "all")
    if (ours === text) continue
    // Of two shortest texts just as near, NumPy takes the even one.
    const isTie =
      ours.length === text.length && Math.fround(Number(ours)) === Math.fround(Number(text))
    assert.ok(isTie, `${value}: ${ours}, by NumPy ${text}`)
    ties += 1
  }
  assert.ok(ties <= cases.numbers.float32.length / 30, `${ties} ties`)
})

test("what float32 cannot hold is written as the report writes it", () => {
  for (const [value, text] of cases.numbers.beyond) assert.equal(number(Number(value), "all"), text)
})

test("four digits are those of Python", () => {
  for (const [value, text] of cases.numbers.four)
    assert.equal(number(Number(value), "four"), text, value)
})

test("three digits are those of the ruler", () => {
  for (const [value, text] of cases.numbers.short) assert.equal(short(Number(value)), text)
})
