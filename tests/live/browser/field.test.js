import { test } from "node:test"
import { coefficients } from "../../../jaxreg/live/browser/conic.js"
import { predict } from "../../../jaxreg/live/browser/features.js"
import { probabilities } from "../../../jaxreg/live/browser/field.js"
import { assertClose, cases } from "./cases.js"

test("the dots of a field have the probability in their middles", () => {
  for (const { model, x1, x2, columns, rows, expected } of cases.field.fields) {
    const z = (/** @type {number} */ x, /** @type {number} */ y) => predict(model, x, y)
    const found = probabilities(coefficients(z, x1, x2), columns, rows)
    assertClose(found, expected, `${columns} by ${rows}`, 1e-9, 1)
  }
})
