// What a person picks in a chart, as the controls have it.

import { written } from "./scale.js"

/** @import { Control } from "./protocol.js" */
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
     * @param {[number, number]} place
     */
    start(place) {
      const places = table.filter(({ group }) => group === "chosen start")
      const start = named("start")
      if (!start || place.some(Number.isNaN)) return
      const at = place.map((value, k) => [places[k].key, written(places[k], value, 4)])
      scenario.choose({ ...Object.fromEntries(at), [start.key]: "chosen" })
    },
  }
}
