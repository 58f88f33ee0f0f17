// The page on paper, as style/print.css has it.

import { element } from "./elements.js"

/** @import { createStage } from "./stage.js" */

/**
 * Draw the page for paper when it is printed, and for the screen afterwards, until the
 * function that is returned is called.
 * @param {Element} root
 * @param {ReturnType<typeof createStage>} stage
 * @param {() => void} dress the stage in the colours that the page has by then
 */
export function listenToPrinting(root, stage, dress) {
  const link = element("p", "jr-link", root)
  const turn = (/** @type {Event} */ { type }) => {
    document.body.classList.toggle("jr-printed", type === "beforeprint")
    link.textContent = location.href
    dress()
    if (stage.hasPicture()) stage.rest()
  }
  const events = ["beforeprint", "afterprint"]
  for (const event of events) window.addEventListener(event, turn)
  return () => {
    for (const event of events) window.removeEventListener(event, turn)
  }
}
