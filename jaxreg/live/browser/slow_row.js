// The row below the film's bar in which one epoch goes by in slow motion: its parts, each with
// its formula, of which one is lit, and the numbers of that one; and the button that begins it.

import { element } from "./elements.js"
import { hidesNumbers } from "./hide.js"
import { iconButton, setIcon } from "./icons.js"
import { PARTS } from "./slow.js"
import { TITLES } from "./slow_words.js"
import { endButton, rowBelow, toolButton } from "./tools.js"
import { ICONS } from "./transport.js"

/** @import { createElements } from "./elements.js" */
/** @import { Part } from "./slow.js" */

const BEGIN = "One epoch in slow motion: predict, residuals, gradients, mean, step, new model (S)"
const END = "End slow motion (S)"

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {{ toggle: () => void, step: (by: number) => void, play: () => void,
 *   choose: (part: Part) => void }} on
 */
export function createSlowRow({ bar, equation }, { toggle, step, play, choose }) {
  const root = rowBelow(bar, "jr-slow", "One epoch in slow motion")
  const head = element("div", "jr-slow-head", root)
  iconButton(head, "Part back", ICONS["Step back"], () => step(-1))
  const playButton = iconButton(head, "Play parts", ICONS.Play, play)
  iconButton(head, "Part on", ICONS["Step forward"], () => step(1))
  const which = element("b", "", head)
  endButton(head, END, toggle)
  const list = element("div", "jr-slow-parts", root)
  const buttons = PARTS.map((part) => {
    const button = element("button", "", list)
    const [title, formula] = [element("b", "", button), element("span", "", button)]
    title.textContent = TITLES[part]
    button.onclick = () => choose(part)
    return { part, button, formula }
  })
  const numbers = element("p", "jr-slow-numbers", root)
  numbers.setAttribute("role", "status")
  const tool = toolButton(equation, "Slow motion", { begin: BEGIN, end: END }, toggle)

  return {
    /**
     * @param {Part | null} shown
     * @param {string} epochs which one goes by
     * @param {Record<Part, string> | null} formulas
     * @param {Part[]} there which parts there are
     * @param {string} sentence the numbers of the part that is shown, or what is amiss
     * @param {boolean} isPlaying
     */
    show(shown, epochs, formulas, there, sentence, isPlaying) {
      root.hidden = !shown && !sentence
      head.hidden = list.hidden = !shown
      tool.show(Boolean(shown), hidesNumbers())
      if (which.textContent !== epochs) which.textContent = epochs
      if (numbers.textContent !== sentence) numbers.textContent = sentence
      if (isPlaying) setIcon(playButton, "Pause parts", ICONS.Pause)
      else setIcon(playButton, "Play parts", ICONS.Play)
      for (const { part, button, formula } of buttons) {
        const text = formulas?.[part] ?? ""
        if (formula.textContent !== text) formula.textContent = text
        button.disabled = !there.includes(part)
        if (part === shown) button.setAttribute("aria-current", "step")
        else button.removeAttribute("aria-current")
      }
    },
  }
}
