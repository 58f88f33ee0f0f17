// Tables of texts.

/** @import { Row } from "./protocol.js" */

/**
 * A table's texts, the cells staying the same ones as long as their number does.
 * @param {HTMLTableElement} table
 * @param {string[] | null} columns
 * @param {Row[]} rows
 */
export function fillTable(table, columns, rows) {
  const texts = [...(columns ? [columns] : []), ...rows.map(([name, cells]) => [name, ...cells])]
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
