// How a class commits itself before it sees: one of some options, or a learning rate.

import { element } from "./elements.js"
import { scaleOf } from "./scale.js"

/** @import { Card, Control } from "./protocol.js" */

const DRAW_LINE = "Drag the two dots: the line goes through them."
const DRAW_CHANCE = "Drag the dots to turn it. If there is a third one, your P is 0.9 there."
const KEPT = "jaxreg answers" // in this tab

/**
 * @param {Element} root
 * @param {Control | undefined} rate the control of it
 */
export function createCommit(root, rate) {
  const options = element("div", "jr-card-options", root)
  const drawing = element("span", "jr-drawing", root)
  const marking = element("label", "jr-marking", root)
  const slider = element("input", "jr-range", marking)
  const marked = element("b", "", marking)
  const scale = rate && scaleOf(rate)
  marking.prepend("Your rate")
  if (scale && rate) {
    const [low, high] = scale.ends(Number(rate.default)).map(String)
    Object.assign(slider, { type: "range", step: "any", min: low, max: high })
  }
  /** @type {Record<string, string>} by the card's name; an option's number, or a rate */
  const answers = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}")
  /** @type {Card} */
  let card
  let name = "" // the card's
  let shown = "" // the card whose options are there

  slider.oninput = () => scale && answer(scale.textAt(Number(slider.value)))

  /** @param {string} text */
  function answer(text) {
    answers[name] = text
    sessionStorage.setItem(KEPT, JSON.stringify(answers))
    update()
  }

  function update() {
    for (const [k, option] of [...options.children].entries())
      option.setAttribute("aria-pressed", `${answers[name] === `${k + 1}`}`)
    const at = answers[name] ?? rate?.default ?? ""
    if (scale && card.commit === "rate") slider.value = `${scale.positionOf(Number(at))}`
    marked.textContent = answers[name] ?? "–"
  }

  return {
    /**
     * @param {string} newName
     * @param {Card} newCard
     */
    show(newName, newCard) {
      name = newName
      card = newCard
      options.hidden = !card.options.length
      marking.hidden = card.commit !== "rate"
      drawing.hidden = card.commit !== "line"
      drawing.textContent = card.page === "linear" ? DRAW_LINE : DRAW_CHANCE
      const texts = JSON.stringify(card.options)
      if (`${name} ${texts}` !== shown)
        options.replaceChildren(
          ...card.options.map((text, k) => {
            const option = element("button", "")
            option.textContent = text
            option.onclick = () => answer(`${k + 1}`)
            return option
          }),
        )
      shown = `${name} ${texts}`
      update()
    },
    // What was answered, beside what is so.
    said() {
      const text = answers[name]
      if (!text) return ""
      if (card.commit === "rate") return `You marked ${text}.`
      if (!card.options.length) return ""
      return Number(text) === card.right ? "So you said." : `You said: ${card.options[+text - 1]}.`
    },
  }
}
