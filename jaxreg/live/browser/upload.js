// A file that was not taken: Streamlit marks it red and says why in a tooltip, for who
// knows of Axios and status codes. Here are words for who visits, below the file. React
// owns what it has made, so of its own only the text is changed.

const CHOOSE = "Choose it again in a minute; everything else stays the same."
const TOO_LARGE =
  "it is too large. A file can have at most 20 MB, and all files that this page has not " +
  "read yet at most 64 MB. Leave out rows or columns, or paste only some of the rows."

/** @type {[RegExp, string][]} */
const WORDS = [
  [/File must be .* or smaller|status code 413/, `was not loaded: ${TOO_LARGE}`],
  [/status code 503/, `was not loaded: the server has no room for files right now. ${CHOOSE}`],
  [/AxiosError/, `did not reach the server. ${CHOOSE}`],
]

/**
 * @param {string} theirs
 * @param {string} name
 */
function ourWords(theirs, name) {
  const found = WORDS.find(([pattern]) => pattern.test(theirs))
  return found && `“${name}” ${found[1]}`
}

function sayItOurWay() {
  const chip = document.querySelector("[data-testid=stFileChip][aria-invalid=true]")
  const uploader = document.querySelector("[data-testid=stFileUploader]")
  /** @type {HTMLElement | null | undefined} */
  const ours = uploader?.querySelector(".jr-refusal")
  const name = chip?.querySelector("[data-testid=stFileChipName]")?.textContent
  const alert = chip?.querySelector("[role=alert]")
  if (!uploader || !name || !alert) return ours?.remove()
  const tooltip = document.querySelector("[data-testid=stTooltipErrorContent]")
  for (const element of [alert, tooltip]) {
    const words = ourWords(element?.textContent ?? "", name)
    // "Error: " and what it is are two nodes.
    if (words && element)
      for (const [k, node] of element.childNodes.entries()) node.nodeValue = k ? "" : words
  }
  if (ours?.textContent === alert.textContent) return
  const said = ours ?? document.createElement("p")
  said.className = "jr-refusal"
  said.style.marginTop = "0.5rem"
  said.textContent = alert.textContent
  uploader.append(said)
}

new MutationObserver(sayItOurWay).observe(document.body, {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ["aria-invalid"], // which may come after the words
})
