// Below the Lab's chart: the table as a file, and the call that makes it in a notebook.

import { element } from "./elements.js"

/**
 * @param {HTMLElement} root
 * @param {boolean} isOwn whether the data are a person's own
 * @param {(kind: string) => void} take
 */
export function createFoot(root, isOwn, take) {
  const foot = element("footer", "", root)
  const save = element("div", "jr-lab-save", foot)
  for (const kind of ["csv", "parquet"]) {
    const button = element("button", "", save)
    button.textContent = kind === "csv" ? "Take as CSV" : "Take as Parquet"
    button.onclick = () => take(kind)
  }
  const frame = isOwn ? ", your data being “frame”" : ""
  element("span", "", foot).textContent = `In a notebook, after “from jaxreg import *”${frame}:`
  const call = element("code", "jr-lab-call", foot)
  call.tabIndex = 0
  return { call, limit: element("small", "", foot) }
}
