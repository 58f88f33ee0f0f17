// How far the Lab's runs have come, and what stops them.

import { element } from "./elements.js"

/** @import { Sweep } from "./protocol.js" */

/**
 * @param {HTMLElement} parent
 * @param {() => void} halt
 */
export function createProgress(parent, halt) {
  const place = element("div", "jr-lab-progress", parent)
  const bar = element("progress", "", place)
  bar.setAttribute("aria-label", "Runs that are done")
  const said = element("span", "", place)
  said.setAttribute("role", "status")
  const stop = element("button", "", place)
  Object.assign(stop, { textContent: "Stop", onclick: halt })

  /**
   * @param {string} text
   * @param {boolean} isGoing
   * @param {{ done: number, runs: number }} [of]
   */
  function say(text, isGoing, { done, runs } = { done: 0, runs: 0 }) {
    Object.assign(bar, { max: runs || 1, value: done })
    // A message may begin with a control's key.
    said.textContent = /^\w+ = /.test(text) ? text : text[0].toUpperCase() + text.slice(1)
    stop.hidden = !isGoing || (runs > 0 && done === runs)
  }

  return {
    say,
    /** @param {Sweep} sweep @param {number} began milliseconds */
    count(sweep, began) {
      const left = ((performance.now() - began) / 1000 / sweep.done) * (sweep.runs - sweep.done)
      const runs = `${sweep.done.toLocaleString("en")} of ${sweep.runs.toLocaleString("en")} runs`
      const seconds = Number.isFinite(left) ? `, ${Math.ceil(left)} s left` : ""
      say(sweep.said ?? runs + seconds, true, sweep)
    },
    end() {
      stop.hidden = true
    },
  }
}
