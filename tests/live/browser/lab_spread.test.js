import assert from "node:assert/strict"
import { test } from "node:test"
import {
  ellipse,
  hasArrived,
  quantiles,
  spreadOf,
} from "../../../jaxreg/live/browser/lab_spread.js"
import { assertClose, cases } from "./cases.js"

/** @import { Spread } from "../../../jaxreg/live/browser/lab_spread.js" */

/** @type {any[]} */
const studies = cases.lab_spread.studies

/** @param {any} study @returns {any} */
function sweepOf({ names, fits, lost }) {
  /** @type {Record<string, unknown[]>} */
  const columns = { became: lost.map((/** @type {boolean} */ is) => (is ? "left" : "finite")) }
  for (const [j, name] of names.entries()) {
    columns[name] = fits[j].map((/** @type {number} */ value, /** @type {number} */ k) =>
      lost[k] && k % 2 ? null : value,
    )
    columns[`optimum_${name}`] = fits[j]
  }
  return { theory: { names }, columns, done: lost.length }
}

test("fits have NumPy's mean, covariance, ellipse and quantiles", () => {
  for (const study of studies) {
    const found = spreadOf(sweepOf(study), "")
    assertClose(found.mean, study.mean, "mean", 1e-12)
    for (const [j, row] of found.covariance.entries()) {
      assertClose(row, study.covariance[j], "covariance", 1e-12)
      assert.ok(Math.abs(found.deviations[j] ** 2 / row[j] - 1) < 1e-12)
    }
    const { x, y } = ellipse(found.mean, found.covariance, 2.5)
    assertClose(x, study.ellipse[0], "ellipse", 1e-12)
    assertClose(y, study.ellipse[1], "ellipse", 1e-12)
    const first = found.rows.map(([value]) => value)
    assertClose(quantiles(first, [0.025, 0.5, 0.975]), study.quantiles, "quantiles", 1e-12)
    const kept = [...study.lost.entries()].filter(([, is]) => !is).map(([k]) => k)
    assert.deepEqual(found.places, kept)
    assert.equal(spreadOf(sweepOf(study), "optimum_").rows.length, study.lost.length)
  }
})

test("training has arrived where its fits lie as the best ones do", () => {
  /** @type {Spread} */
  const best = { rows: [[1], [2]], places: [], mean: [3], covariance: [], deviations: [0.5] }
  assert.ok(hasArrived({ ...best, mean: [3.04] }, best))
  assert.ok(!hasArrived({ ...best, mean: [3.06] }, best))
  assert.ok(hasArrived({ ...best, deviations: [0.54] }, best))
  assert.ok(!hasArrived({ ...best, deviations: [0.44] }, best))
  assert.ok(!hasArrived({ ...best, rows: [[1]] }, best))
})
