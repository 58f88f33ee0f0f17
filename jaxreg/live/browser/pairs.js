// Names and their values, as the transport bar has them.

import { element } from "./elements.js"

/** @typedef {[name: string, value: string]} Pair */

/**
 * Names and values side by side, in elements that stay the same ones.
 * @param {Element} parent
 * @param {Pair[]} pairs
 */
export function fillPairs(parent, pairs) {
  while (parent.children.length > pairs.length) parent.lastChild?.remove()
  pairs.forEach(([name, value], k) => {
    const pair = parent.children[k] ?? element("span", "", parent)
    const [label, text] = pair.children.length
      ? pair.children
      : [element("span", "", pair), element("b", "", pair)]
    if (label.textContent !== name) label.textContent = name
    if (text.textContent !== value) text.textContent = value
  })
}
