// A choice with more options than have room beside, or above, one another.

import { element } from "./elements.js"
import { createHelp } from "./fields.js"
import { setAttributes } from "./svg.js"

/** @import { Control } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */

const MOST = 5 // options that stand above one another
const SHORT = 3 // letters of options that stand beside one another, however many

/** @param {Control} control */
export const isMenu = ({ kind, stops }) =>
  kind === "choice" && stops.length > MOST && stops.some(({ length }) => length > SHORT)

/**
 * @param {Control} control
 * @param {HTMLElement} row
 * @param {Scenario} scenario
 */
export function createChoiceMenu(control, row, scenario) {
  const { key, label, stops } = control
  const name = element("label", "", row)
  name.textContent = label
  name.htmlFor = `jr-${key}-menu`
  const help = createHelp(control, row)
  const select = element("select", "", row)
  select.id = name.htmlFor
  setAttributes(select, { "aria-describedby": help.id })
  select.append(...stops.map((option) => new Option(option)))
  select.onchange = () => scenario.choose({ [key]: select.value })
  return {
    /** @param {string | null} text */
    show(text) {
      select.value = text ?? ""
    },
    /** @param {boolean} isDisabled */
    disable(isDisabled) {
      select.disabled = isDisabled
    },
  }
}
