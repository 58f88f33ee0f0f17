// The guess below the film's bar: what it is and its loss beside the training's, how it
// compares with the best, and what takes it away; and the button that begins one.

import { element } from "./elements.js"
import { guessSwatch } from "./guess_traces.js"
import { endButton, handRowBelow, toolButton } from "./tools.js"

/** @import { createElements } from "./elements.js" */

const BEGIN = "Turn a line or boundary of your own by hand, and see its loss (Y)"
const END = "Take your guess away (Y)"

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {{ toggle: () => void, score: () => void }} on
 */
export function createGuessRow({ bar, equation }, { toggle, score }) {
  const root = handRowBelow(bar, "jr-guess", "Your guess")
  root.append(guessSwatch())
  const words = element("span", "jr-guess-words", root)
  const scoreButton = element("button", "", root)
  scoreButton.textContent = "Score me"
  scoreButton.title = "Compare your guess with the smallest loss there is"
  scoreButton.onclick = score
  const away = endButton(root, END, toggle)
  const said = element("p", "jr-guess-said", root)
  said.setAttribute("role", "status")
  const tool = toolButton(equation, "Guess", { begin: BEGIN, end: END }, toggle)
  tool.button.className = "jr-guess-tool"

  return {
    // A card asks for it.
    hide: () => (root.hidden = tool.button.hidden = true),
    /**
     * @param {string} text of the guess; "": there is none
     * @param {string} sentence on it, or on why there is none
     * @param {boolean} isOn whether a guess is in the link
     * @param {string} reason why there can be none, or ""
     */
    show(text, sentence, isOn, reason) {
      if (words.textContent !== text) words.textContent = text
      if (said.textContent !== sentence) said.textContent = sentence
      root.hidden = !text && !sentence && !isOn
      scoreButton.hidden = !text
      away.hidden = !isOn
      tool.button.hidden = false
      tool.show(isOn, Boolean(reason), reason)
    },
  }
}
