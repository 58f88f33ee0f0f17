// What a step in x does, as explain/odds.py has it.

import { predict } from "./features.js"
import { sigmoid } from "./field.js"
import { number, share } from "./numbers.js"

/** @import { Digits, Explanation, Params, Row } from "./protocol.js" */

/**
 * An explanation's table at another epoch.
 * @param {Explanation} explanation with places that are stepped from
 * @param {Params<number>} params
 * @param {Digits} digits
 * @returns {Row[]}
 */
export function steppedRows({ stepped, rows }, params, digits) {
  const { places, step, x2 } = stepped ?? { places: [], step: 0, x2: null }
  return places.map((place, k) => {
    const [before, after] = [place, place + step].map((x) => predict(params, x, x2 ?? 0))
    const rise = sigmoid(after) - sigmoid(before)
    const texts = [rise, Math.exp(after - before)].map((value) => number(value, digits))
    return [rows[k][0], [share(sigmoid(before), digits), ...texts]]
  })
}
