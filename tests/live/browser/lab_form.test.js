import assert from "node:assert/strict"
import { test } from "node:test"
import { cases } from "./cases.js"

/** @import { PageTable } from "../../../jaxreg/live/browser/protocol.js" */

/** @type {Record<string, PageTable>} */
const PAGES = cases.lab_form.pages
globalThis.fetch = async () => new Response(JSON.stringify(PAGES))
const { firstAxes, firstAxis, sweepable } = await import("../../../jaxreg/live/browser/lab_form.js")

/** @param {string} query @param {string} [other] */
const offered = (query, other) =>
  sweepable("linear", new URLSearchParams(query), other).map(({ name }) => name)

test("what a control is first swept over, it can be", () => {
  for (const [page, { controls }] of Object.entries(PAGES))
    for (const control of controls.filter(({ name }) => offered("").includes(name))) {
      const [key, ...parts] = firstAxis(control).split(",")
      if (control.kind === "choice") assert.deepEqual([key, parts], [control.key, []])
      else {
        const [from, to, steps] = parts.map(Number)
        const place = `${page} ${key} ${parts}`
        assert.ok(from >= control.low && from < to && to <= control.high, place)
        const isEach = control.is_whole && !control.stops.length
        assert.ok(control.is_listed || steps === (isEach ? to - from + 1 : 21), place)
      }
    }
})

test("what has no effect is not offered", () => {
  const ofDescent = ["learning_rate", "momentum", "schedule", "batch"]
  for (const name of ofDescent) {
    assert.ok(offered("").includes(name))
    assert.ok(!offered("by=Newton").includes(name))
    assert.ok(offered("by=Newton", "by").includes(name), "beside a sweep of methods")
  }
  for (const [name, query, axis] of [
    ["momentum_kind", "mom=0.5", "mom,0,0.99,9,linear"],
    ["shuffle", "batch=5", "batch"],
    ["split", "held=20", "held,0,50"],
    ["start_W", "start=chosen", "start"],
    ["nu", "noise_kind=heavy+tails", "noise_kind"],
    ["outliers", "noise_kind=outliers", "noise_kind"],
  ]) {
    assert.ok(!offered("").includes(name), name)
    assert.ok(offered(query).includes(name), query)
    assert.ok(offered("", axis).includes(name), axis)
  }
  assert.ok(offered("").includes("noise") && !offered("source=iris").includes("noise"))
  assert.ok(!offered("").includes("digits"))
})

test("a newcomer sees rates by seeds; without a rate, sizes or epochs", () => {
  const first = (/** @type {string} */ query) => firstAxes("linear", new URLSearchParams(query))
  assert.deepEqual(first(""), ["lr,0.001,0.1,41,log", "seed,0,19,20,linear"])
  assert.equal(first("by=Newton")[0], "n,5,500")
  assert.equal(first("by=Newton&source=iris")[0], "epochs,1,10000,21,log")
})
