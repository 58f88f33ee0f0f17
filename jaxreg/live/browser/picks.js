// What a person picks in a chart, as the controls have it.

import { inUnitsOf } from "./plane.js"
import { written } from "./scale.js"

/** @import { Control, Frame, Place } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

/**
 * @param {Control[]} table
 * @param {Scenario} scenario
 */
export function createPicks(table, scenario) {
  const named = (/** @type {string} */ name) => table.find((control) => control.name === name)
  // Powers of x have more weights than a start has controls.
  const starts = table.filter(({ group }) => group === "chosen start")
  /** @param {number} count of parameters */
  const canStart = (count) => count <= starts.length
  return {
    /** @param {number} rate */
    rate(rate) {
      const control = named("learning_rate")
      if (control && rate > 0) scenario.choose({ [control.key]: written(control, rate, 3) })
    },
    /**
     * Where training starts, of the landscape; no click is more exact than four digits.
     * @param {number[]} place
     * @param {Place} units of the landscape
     */
    start(place, { factors, axes = [0, 1], start = [] }) {
      if (place.some(Number.isNaN) || !canStart(factors.length)) return
      const others = [...start.entries()].filter(([k]) => !axes.includes(k))
      const chosen = axes.map((k, axis) => /** @type {const} */ ([k, place[axis]]))
      const count = factors.length
      scenario.choose({ ...startAt(others, count, 7), ...startAt(chosen, count, 4) })
    },
    /**
     * A run that begins at an epoch of the one that is shown; null: at its start, where that
     * is the same run, and at its end.
     * @param {Frame} frame
     * @param {Place} units of the start
     */
    branch({ epoch, isLast, params }, units) {
      const epochs = named("epochs")?.key ?? ""
      const values = inUnitsOf(params, units)
      if (!epoch || isLast || !values.every(Number.isFinite)) return null
      if (!canStart(values.length)) return null
      const left = Number(scenario.get(epochs)) - epoch
      const start = startAt([...values.entries()], values.length, 7)
      return { epoch, settings: { ...start, [epochs]: `${left}` } }
    },
  }

  /**
   * @param {(readonly [number, number])[]} values of some of the parameters W and b
   * @param {number} count how many the model has
   * @param {number} digits
   */
  function startAt(values, count, digits) {
    const fields = [...starts]
    fields.splice(count - 1, fields.length - count) // of features that there are not
    const pairs = values.map(([k, value]) => [fields[k].key, written(fields[k], value, digits)])
    return { ...Object.fromEntries(pairs), [named("start")?.key ?? ""]: "chosen" }
  }
}
