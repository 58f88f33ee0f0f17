// What a person picks in a chart, as the controls have it.

import { inUnitsOf } from "./film.js"
import { written } from "./scale.js"

/** @import { Control, Frame, Place } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

/**
 * @param {Control[]} table
 * @param {Scenario} scenario
 */
export function createPicks(table, scenario) {
  const named = (/** @type {string} */ name) => table.find((control) => control.name === name)
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
    start(place, { factors }) {
      if (!place.some(Number.isNaN)) scenario.choose(startAt(place, factors.length, 4))
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
      const left = Number(scenario.get(epochs)) - epoch
      const start = startAt(values, values.length, 7)
      return { epoch, settings: { ...start, [epochs]: `${left}` } }
    },
  }

  /**
   * @param {number[]} values the first of the parameters W and b
   * @param {number} count how many the model has
   * @param {number} digits
   */
  function startAt(values, count, digits) {
    const fields = table.filter(({ group }) => group === "chosen start")
    fields.splice(count - 1, fields.length - count) // of features that there are not
    const pairs = values.map((value, k) => [fields[k].key, written(fields[k], value, digits)])
    return { ...Object.fromEntries(pairs), [named("start")?.key ?? ""]: "chosen" }
  }
}
