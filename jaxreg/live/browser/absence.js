// Without its data a picture that is there is the last one, and the page says why.

/** @import { createElements } from "./elements.js" */
/** @import { PageData } from "./protocol.js" */

const LAST = "This is the last picture. It follows the controls again once the data are loaded."

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {PageData["absent"]} absent
 * @param {boolean} hasPicture
 * @param {boolean} hasFilm
 */
export function showAbsence({ root, bar, trouble }, absent, hasPicture, hasFilm) {
  const isLast = absent === "data" && hasPicture
  root.classList.toggle("jr-absent", Boolean(absent) && !isLast)
  root.classList.toggle("jr-last", isLast)
  bar.inert = Boolean(absent) && !hasFilm // there will be none
  if (isLast) trouble.textContent = LAST
  else if (trouble.textContent === LAST) trouble.textContent = ""
}
