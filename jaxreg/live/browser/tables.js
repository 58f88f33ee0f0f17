// Tables of texts.

/** @import { Row } from "./protocol.js" */

const MOST_COLUMNS = 5 // a table of more is as wide as its place, and is moved sideways

/**
 * A table's texts, the cells staying the same ones as long as their number does.
 * @param {HTMLTableElement} table
 * @param {string[] | null} columns
 * @param {Row[]} rows
 */
export function fillTable(table, columns, rows) {
  const texts = [...(columns ? [columns] : []), ...rows.map(([name, cells]) => [name, ...cells])]
  const isWide = (columns?.length ?? 0) > MOST_COLUMNS
  table.classList.toggle("jr-wide", isWide)
  table.toggleAttribute("tabindex", isWide) // keys move it sideways, too
  if (isWide) table.tabIndex = 0
  while (table.rows.length > texts.length) table.deleteRow(-1)
  texts.forEach((cells, index) => {
    const row = table.rows[index] ?? table.insertRow()
    row.className = cells[0] === "fitted" ? "jr-fitted" : ""
    row.dataset.name = cells[0]
    while (row.cells.length > cells.length) row.deleteCell(-1)
    cells.forEach((text, column) => {
      const heading = column === 0 || (columns && index === 0)
      const isEmpty = !text && !column // above the names: no heading of anything
      const tag = heading && !isEmpty ? "th" : "td"
      const cell = row.cells[column] ?? row.appendChild(document.createElement(tag))
      if (cell.textContent !== text) cell.textContent = text
    })
  })
}
