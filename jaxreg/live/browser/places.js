// The pages, by their names, and the Lab.

import { element } from "./elements.js"

/** @import { PageTable } from "./protocol.js" */

export const LAB = "lab"

/**
 * @param {Element} parent
 * @param {Record<string, PageTable>} pages
 * @param {string} here the one that is open
 * @param {(place: string) => void} open a page, or the Lab
 */
export function createPlaces(parent, pages, here, open) {
  const places = element("nav", "jr-pages", parent)
  places.setAttribute("aria-label", "Pages")
  for (const [key, { name }] of [
    ...Object.entries(pages),
    /** @type {const} */ ([LAB, { name: "Lab" }]),
  ]) {
    const place = element("button", "jr-page", places)
    place.textContent = name
    if (key === here) place.setAttribute("aria-current", "page")
    else if (key === LAB) place.title = "Sweep this run: train it with many settings"
    place.onclick = () => open(key)
  }
}
