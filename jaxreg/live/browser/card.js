// A lesson's card on the page: the question and how to answer it, then why it is so.

import { createCommit } from "./commit.js"
import { element } from "./elements.js"

/** @import { Card, Control, Lesson } from "./protocol.js" */
/** @typedef {{ lesson: Lesson, card: Card, number: number, isRevealed: boolean }} Shown */

/**
 * @param {HTMLElement} root
 * @param {Control | undefined} rate the control of it
 * @param {{ next: () => void, back: () => void, again: () => void, reveal: () => void,
 *   close?: () => void, open: (file: File) => void }} on what its buttons do
 */
export function createCard(root, rate, on) {
  const head = element("div", "jr-card-head", root)
  const title = element("h1", "", head)
  const back = button(head, "‹", on.back, "Back")
  const count = element("span", "jr-count", head)
  const next = button(head, "›", on.next, "Go on")
  if (on.close) button(head, "Close", on.close, "Close the lesson")
  const again = button(head, "Back to the card", on.again)
  again.classList.add("jr-again")
  const question = element("p", "jr-question", root)
  const body = element("div", "jr-card-body", root)
  const asking = element("div", "jr-asking", body)
  const answer = element("div", "jr-answer", body)
  const commit = createCommit(asking, rate)
  const reveal = button(asking, "Reveal", on.reveal)
  reveal.classList.add("jr-reveal")
  const why = element("p", "jr-why", answer)
  const now = element("p", "jr-now", answer)
  const file = button(body, "Open a lesson file …", () => pickFile(on.open))
  let told = "" // there
  why.setAttribute("role", "status")

  /**
   * @param {Shown} shown
   * @param {boolean} isAt whether the page shows what the card does
   * @param {string} drawn what there is to say of a line that was drawn
   */
  function show({ lesson, card, number, isRevealed }, isAt, drawn) {
    open(true)
    root.classList.toggle("jr-revealed", isRevealed)
    title.textContent = lesson.title
    count.textContent = `${number} of ${lesson.cards.length}`
    back.disabled = number === 1 && !isRevealed
    next.disabled = number === lesson.cards.length && isRevealed
    again.disabled = isAt
    file.hidden = true
    question.textContent = card.question
    asking.hidden = answer.hidden = false
    commit.show(`${lesson.name} ${number}`, card)
    const right = card.right && card.options[card.right - 1]
    tell([right ? `${right}. ` : "", card.why, commit.said() || drawn])
    now.textContent = card.now_try && `Now try: ${card.now_try}`
    asking.inert = isRevealed
    answer.inert = !isRevealed
  }

  /**
   * Say why it is so, once: a screen reader reads what is written anew.
   * @param {string[]} newest the right option, the reason, and what was answered
   */
  function tell(newest) {
    if (`${newest}` === told) return
    told = `${newest}`
    const [right, reason, said] = newest
    why.replaceChildren()
    if (right) element("b", "", why).textContent = right
    why.append(reason)
    if (said) element("i", "", why).textContent = ` ${said}`
  }

  /**
   * Say why there is no card.
   * @param {string} words
   * @param {boolean} offersFile whether another file may help
   */
  function refuse(words, offersFile) {
    open(true)
    root.classList.remove("jr-revealed")
    title.textContent = "Lesson"
    count.textContent = ""
    back.disabled = next.disabled = again.disabled = true
    asking.hidden = answer.hidden = true
    question.textContent = words
    file.hidden = !offersFile
  }

  /** @param {boolean} isOpen */
  function open(isOpen) {
    root.hidden = !isOpen
    root.parentElement?.classList.toggle("jr-taught", isOpen)
  }

  return { show, refuse, hide: () => open(false) }
}

/**
 * Let a person choose a lesson's file.
 * @param {(file: File) => void} open
 */
export function pickFile(open) {
  const input = element("input", "")
  input.type = "file"
  input.accept = ".toml,text/plain"
  input.onchange = () => input.files?.[0] && open(input.files[0])
  input.click()
}

/**
 * @param {Element} parent
 * @param {string} text
 * @param {() => void} action
 * @param {string} [label] what the text stands for
 */
function button(parent, text, action, label) {
  const created = element("button", "", parent)
  created.textContent = text
  created.onclick = action
  if (label) {
    created.title = label
    created.setAttribute("aria-label", label)
  }
  return created
}
