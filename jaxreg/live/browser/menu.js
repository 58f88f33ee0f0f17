// A button that opens a list of others beside it.

import { element } from "./elements.js"

/**
 * @param {Element} parent
 * @param {string} text of the button
 */
export function createMenu(parent, text) {
  const button = element("button", "jr-menu-button", parent)
  const list = element("div", "jr-menu", parent)
  button.textContent = text
  list.popover = "auto"
  button.popoverTargetElement = list
  // It opens to where the window has more room.
  list.addEventListener("beforetoggle", () => {
    const { left, right, top, bottom } = button.getBoundingClientRect()
    const [toRight, down] = [left < innerWidth - right, top < innerHeight - bottom]
    Object.assign(list.style, {
      left: toRight ? `${left}px` : "auto",
      right: toRight ? "auto" : `${document.documentElement.clientWidth - right}px`,
      top: down ? `${bottom + 4}px` : "auto",
      bottom: down ? "auto" : `${innerHeight - top + 4}px`,
    })
  })
  return {
    button,
    clear: () => list.replaceChildren(),
    /**
     * @param {string} name
     * @param {() => void} action what it does, once the list is closed
     * @param {string} [words] on it
     */
    add(name, action, words) {
      const item = element("button", "jr-item", list)
      element("b", "", item).textContent = name
      if (words) element("span", "", item).textContent = words
      item.onclick = () => {
        list.hidePopover()
        action()
      }
      return item
    },
  }
}
