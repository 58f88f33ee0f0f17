// How fits are spread: means, covariances, ellipses, and the band that lines fill.

/** @import { Sweep, Theory } from "./protocol.js" */

/**
 * @typedef {{ rows: number[][], places: number[], mean: number[], covariance: number[][],
 *   deviations: number[] }} Spread
 *   rows: fits (r, p) that have all their numbers, and their places among all
 */

const CORNERS = 72

/**
 * The fits of a sweep that has a theory, as far as it has come.
 * @param {Sweep & { theory: Theory }} sweep
 * @param {"" | "optimum_"} prefix the fits, or the places of the smallest loss
 * @returns {Spread}
 */
export function spreadOf({ theory, columns, done }, prefix) {
  const of = theory.names.map((name) => columns[prefix + name] ?? [])
  /** @type {number[][]} */
  const rows = []
  /** @type {number[]} */
  const places = []
  for (let k = 0; k < done; k++) {
    if (!prefix && columns.became[k] !== "finite") continue
    const row = of.map((column) => column[k])
    if (!row.every((value) => typeof value === "number")) continue
    rows.push(/** @type {number[]} */ (row))
    places.push(k)
  }
  const mean = theory.names.map((_, j) => sum(rows, (row) => row[j]) / rows.length)
  const covariance = mean.map((one, i) =>
    mean.map((two, j) => sum(rows, (row) => (row[i] - one) * (row[j] - two)) / (rows.length - 1)),
  )
  return { rows, places, mean, covariance, deviations: covariance.map((of, j) => Math.sqrt(of[j])) }
}

/** @param {number[][]} rows @param {(row: number[]) => number} of */
function sum(rows, of) {
  let total = 0
  for (const row of rows) total += of(row)
  return total
}

/**
 * The places a radius away from a centre, in standard deviations of the first two
 * parameters; closed.
 * @param {(number | null)[]} centre
 * @param {number[][]} covariance
 * @param {number} radius
 */
export function ellipse([a, b], [[xx, xy], [, yy]], radius) {
  const long = Math.sqrt(xx)
  const [along, rest] = [xy / long, Math.sqrt(Math.max(yy - (xy * xy) / xx, 0))]
  const angles = Array.from({ length: CORNERS + 1 }, (_, k) => (2 * Math.PI * k) / CORNERS)
  return {
    x: angles.map((turn) => (a ?? 0) + radius * long * Math.cos(turn)),
    y: angles.map((turn) => (b ?? 0) + radius * (along * Math.cos(turn) + rest * Math.sin(turn))),
  }
}

/**
 * The share of values below, for each of some shares, as NumPy interpolates.
 * @param {number[]} values
 * @param {number[]} shares
 */
export function quantiles(values, shares) {
  const sorted = Float64Array.from(values).sort()
  return shares.map((share) => {
    const at = share * (sorted.length - 1)
    const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
    return below + (at % 1) * (above - below)
  })
}

/**
 * Whether training has come as far as it can: its fits are spread, and lie, as those of
 * the smallest loss, but for a tenth of a standard deviation.
 * @param {Spread} fits
 * @param {Spread} optima
 */
export function hasArrived(fits, optima) {
  return (
    fits.rows.length === optima.rows.length &&
    optima.deviations.every((deviation, j) => {
      const apart = Math.abs(fits.mean[j] - optima.mean[j])
      const wider = Math.abs(fits.deviations[j] - deviation)
      return Math.max(apart, wider) <= deviation / 10
    })
  )
}
