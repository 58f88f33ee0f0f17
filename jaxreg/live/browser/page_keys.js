// What the page's keys do, and their list.

import { element } from "./elements.js"
import * as screen from "./screen.js"

/** @import { createBar } from "./bar.js" */
/** @import { createEditing } from "./editing.js" */
/** @import { createLesson } from "./lesson.js" */
/** @import { createMeasured } from "./measured.js" */
/** @import { createPinned } from "./pinned.js" */
/** @import { Scenario } from "./scenario.js" */
/** @import { createTransport } from "./transport.js" */

const LIST = [
  ["Space", "plays and pauses the training"],
  ["← →", "step through the epochs; Home and End jump"],
  ["S", "one epoch in slow motion: Space and ← → then go through its parts"],
  ["A", "arrows on the landscape: downhill, and to the minimum"],
  ["N, Shift+N", "next example or card, and the one before"],
  ["K, Shift+K", "pins this run, to compare it with what comes next; branches off it"],
  ["Y", "begins a guess of your own, or takes it away"],
  ["E", "edits points by hand: arrows, Delete, Insert, C for the class; Tab goes to the next"],
  ["Points, ← →", "from the button that Tab finds: each point's share of loss and gradient"],
  ["H", "hides the answers, or shows them again"],
  ["R", "reveals what a card asks for, or what is hidden"],
  ["L, G", "linear and logistic regression"],
  ["Ctrl+Z, Ctrl+Y", "undo and redo"],
  ["P", "presents: large letters, and the main chart alone; Escape ends it"],
  ["Page keys", "while you present: go on, and back"],
  ["B", "blanks the screen while you present"],
  ["F", "full screen"],
  ["?", "this list"],
]

/**
 * @param {ReturnType<typeof createTransport>} transport
 * @param {ReturnType<typeof createBar>} bar
 * @param {ReturnType<typeof createLesson>} lesson
 * @param {Scenario} scenario
 * @param {{ isReady: () => boolean, present: () => void, open: (page: string) => void,
 *   pinned: ReturnType<typeof createPinned>, editing: ReturnType<typeof createEditing> } &
 *   Pick<ReturnType<typeof createMeasured>, "guessing" | "slowly" | "arrows">} page isReady: there
 *   is something to play
 * @returns {Record<string, () => void>} an action for each key
 */
export function pageKeys(
  transport,
  bar,
  lesson,
  scenario,
  { isReady, present, open, pinned, editing, guessing, slowly, arrows },
) {
  const step = (/** @type {number} */ by) => (lesson.isOpen() ? lesson : bar).step(by)
  // As a clicker does: an answer lies between two questions.
  function go(/** @type {number} */ by) {
    if (!screen.isPresented()) return
    if (!lesson.isOpen()) bar.step(by)
    else if (by > 0) lesson.next()
    else lesson.back()
  }
  const stepOf = () => (slowly.isOn() ? slowly : transport)
  const undo = () => scenario.canUndo() && history.back()
  const redo = () => scenario.canRedo() && history.forward()
  return {
    " ": () => isReady() && (slowly.isOn() ? slowly.togglePlay() : transport.toggle()),
    ArrowLeft: () => stepOf().step(-1),
    ArrowRight: () => stepOf().step(1),
    Home: () => transport.jump(0),
    End: () => transport.jump(Infinity),
    N: () => step(1),
    "Shift+N": () => step(-1),
    K: () => isReady() && pinned.pin(),
    "Shift+K": () => isReady() && pinned.branch(),
    Y: guessing.toggle,
    E: editing.toggleByKey,
    S: slowly.toggle,
    A: arrows.toggle,
    H: lesson.toggleHidden,
    R: lesson.reveal,
    PageDown: () => go(1),
    PageUp: () => go(-1),
    L: () => open("linear"),
    G: () => open("logistic"),
    P: present,
    Escape: () => screen.isPresented() && present(),
    B: () => screen.isPresented() && screen.blank(),
    F: screen.toggleFullScreen,
    "?": showList,
    "Ctrl+Z": undo,
    "Ctrl+Shift+Z": redo,
    "Ctrl+Y": redo,
  }
}

function showList() {
  const dialog = element("dialog", "jr-keys", document.querySelector(".jr") ?? document.body)
  element("h2", "", dialog).textContent = "Keys"
  const list = element("dl", "", dialog)
  for (const [keys, words] of LIST) {
    element("dt", "", list).textContent = keys
    element("dd", "", list).textContent = words
  }
  const close = element("button", "", dialog)
  close.textContent = "Close"
  close.onclick = () => dialog.close()
  dialog.onclose = () => dialog.remove()
  dialog.showModal()
}
