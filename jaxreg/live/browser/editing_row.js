// The points that a hand moves, below the film's bar: how many there are, the one that was
// taken last, and buttons for what a hand does in the chart; and the button that begins it.

import { element } from "./elements.js"
import { endButton, handRowBelow, toolButton } from "./tools.js"

/** @import { createElements } from "./elements.js" */

const BEGIN = "Move these points by hand, add some, take some away: the link then has them (E)"
const END = "Leave the points as they are now (E)"

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {boolean} hasClasses
 * @param {{ toggle: () => void, add: () => void, remove: () => void, turn: () => void }} on
 */
export function createEditingRow({ bar, equation }, hasClasses, on) {
  const root = handRowBelow(bar, "jr-edit", "Points by hand")
  const words = element("span", "jr-edit-words", root)
  const button = (
    /** @type {string} */ text,
    /** @type {string} */ title,
    /** @type {() => void} */ act,
  ) => {
    const made = element("button", "", root)
    Object.assign(made, { textContent: text, title, onclick: act })
    return made
  }
  button("Add", "Add a point in the middle of the chart, as a double-click does (Insert)", on.add)
  const turn = button("Other class", "Give the chosen point the other class (C)", on.turn)
  const away = button("Remove", "Take the chosen point away (Delete)", on.remove)
  endButton(root, END, on.toggle)
  const said = element("p", "jr-edit-said", root)
  said.setAttribute("role", "status")
  turn.hidden = !hasClasses
  const guess = equation.parentElement?.querySelector(".jr-guess-tool")
  const tool = toolButton(guess ?? equation, "Edit points", { begin: BEGIN, end: END }, on.toggle)

  return {
    /**
     * @param {boolean} isOn
     * @param {string} text on the points, or on the one that is chosen
     * @param {boolean} isChosen
     * @param {string} sentence on what could not be done
     */
    show(isOn, text, isChosen, sentence) {
      root.hidden = !isOn && !sentence
      words.textContent = text
      said.textContent = sentence
      for (const one of root.querySelectorAll("button")) one.hidden = !isOn
      turn.hidden = !isOn || !hasClasses
      turn.disabled = away.disabled = !isChosen
      tool.show(isOn)
    },
  }
}
