// The numbers of the run that is shown and of the pinned ones, each at the shown epoch.

import { element } from "./elements.js"
import { frameAt, frameIndex } from "./film.js"
import { ghostSwatch } from "./ghosts.js"
import { lineSwatch } from "./legend.js"
import { number } from "./numbers.js"
import { fillTable } from "./tables.js"

/** @import { Ghost } from "./ghosts.js" */
/** @import { Frame, Report, Row } from "./protocol.js" */

const NOW = { color: "#D55E00", width: 4 } // FIT of display/drawing.py

/** @param {Element} parent */
export function createRunsTable(parent) {
  const place = element("section", "jr-runs", parent)
  const table = element("table", "", place)
  place.hidden = true
  place.tabIndex = 0 // it may be wider than its place, and keys move it
  place.setAttribute("aria-label", "Pinned runs in numbers")

  /**
   * @param {Report} report
   * @param {Frame} frame
   * @param {Ghost[]} ghosts
   */
  function show({ columns, facts, digits }, frame, ghosts) {
    place.hidden = !ghosts.length
    if (!ghosts.length) return
    const [name, fact] = facts[1]
    /** @param {string} name @param {Frame} at @param {string} fact @returns {Row} */
    const row = (name, { epoch, loss, params: { W, b }, isLast }, fact) => {
      // A run on one feature has no second weight.
      const weights = columns.slice(0, -1).map((_, k) => (k in W ? number(W[k], digits) : ""))
      const numbers = [number(loss, digits), ...weights, number(b, digits)]
      return ["", [name, `${epoch}`, ...numbers, isLast ? fact : ""]]
    }
    const rows = ghosts.map((ghost) => {
      const at = frameAt(ghost.film, frameIndex(ghost.film, frame.at))
      return row(ghost.name + (ghost.note && ` (${ghost.note})`), at, ghost.fact)
    })
    fillTable(
      table,
      ["", "run", "epoch", "loss", ...columns, name],
      [row("now", frame, fact), ...rows],
    )
    for (const [k, slot] of [null, ...ghosts.map((ghost) => ghost.slot)].entries()) {
      const { dataset, cells } = table.rows[k + 1]
      if (dataset.slot === `${slot}`) continue
      cells[0].replaceChildren(slot === null ? lineSwatch(NOW, 36) : ghostSwatch(slot))
      dataset.slot = `${slot}`
    }
  }

  return { show }
}
