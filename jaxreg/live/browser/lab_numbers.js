// What universes tell in numbers: of this study, and of those before it.

import { written } from "./lab_cloud.js"
import { spreadOf } from "./lab_spread.js"
import { number } from "./numbers.js"

/** @import { Universes } from "./lab_cloud.js" */
/** @import { Lab } from "./lab-types.js" */
/** @import { Row, Sweep } from "./protocol.js" */

const EARLIER = 6
const KEPT = "jaxreg lab earlier"

/** @param {number} many */
export const count = (many) => many.toLocaleString("en")

/** @param {number | null | undefined} value */
export const four = (value) => number(value ?? Number.NaN, "four")

/** @param {Sweep} sweep */
export const isOfClasses = (sweep) => "accuracy" in sweep.columns

/** @param {Sweep} sweep */
export function spreads(sweep) {
  const universes = /** @type {Universes} */ (sweep)
  const fits = spreadOf(universes, "")
  const optima = spreadOf(universes, "optimum_")
  const inside = (/** @type {string} */ column) =>
    (sweep.columns[column] ?? []).filter((is) => is === true).length
  return {
    ...{ theory: universes.theory, fits, optima, lost: sweep.done - fits.rows.length },
    ...{ within: inside("within_95"), optimaWithin: inside("optimum_within_95") },
  }
}

/** @param {Sweep} sweep @param {string} truth @returns {[string[], Row[]]} */
export function inNumbers(sweep, truth) {
  const { theory, fits, optima } = spreads(sweep)
  const best = isOfClasses(sweep) ? "where the loss is smallest" : "of the closed form"
  const columns = ["", truth, "mean of the fits", "their standard deviation"]
  columns.push("standard error by the formula", `deviation ${best}`)
  const rows = theory.names.map((name, j) => {
    const numbers = [
      theory.centre[j],
      fits.mean[j],
      fits.deviations[j],
      theory.standard_errors?.[j],
    ]
    return /** @type {Row} */ ([written(name), [...numbers, optima.deviations[j]].map(four)])
  })
  return [columns, rows]
}

/**
 * What this tab of the browser has found, the newest first, as rows of a table.
 * @param {Sweep} sweep
 * @param {Lab} lab
 * @returns {Row[]}
 */
export function remember(sweep, { page, scenario }) {
  const kept = `${KEPT} ${page} ${sweep.study}`
  /** @type {Row[]} */
  const found = JSON.parse(sessionStorage.getItem(kept) ?? "[]")
  if (!sweep.said) return found
  const { theory, fits, within } = spreads(sweep)
  const settings = [...scenario].filter(([key]) => key !== "pins")
  const run = settings.map(([key, text]) => `${key} = ${text}`).join(", ") || "defaults"
  const each = theory.names.map((name, j) => `${written(name)} ${four(fits.deviations[j])}`)
  const formula = theory.names.map((_, j) => four(theory.standard_errors?.[j]))
  const share = theory.covariance ? `${((100 * within) / sweep.runs).toFixed(1)} %` : "–"
  const cells = [count(sweep.runs), each.join(", "), formula.join(", "), share]
  const others = found.filter(([name, [many]]) => name !== run || many !== cells[0])
  const all = /** @type {Row[]} */ ([[run, cells], ...others].slice(0, EARLIER))
  sessionStorage.setItem(kept, JSON.stringify(all))
  return all
}
