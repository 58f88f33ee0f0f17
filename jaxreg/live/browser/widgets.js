// What Streamlit shows around the charts.

const REVEAL_MS = 150
const NOBODYS = "html, body, .stMain"
const OURS = ".jr, .jr-top, .jr-control-list"
const CONNECTION = "data-test-connection-state" // of Streamlit, on its outermost element

/**
 * Put something of ours into its place, which Streamlit draws anew where it opens a page.
 * @param {string} selector
 * @param {HTMLElement} root
 */
export function fillPlace(selector, root) {
  const place = document.querySelector(selector)
  if (place && root.parentElement !== place) place.append(root)
}

export function isConnected() {
  const app = document.querySelector(`[${CONNECTION}]`)
  return app?.getAttribute(CONNECTION) === "CONNECTED"
}

/**
 * Watch the connection and the hand until the function that is returned is called.
 * @param {{ connected: () => void, held: () => void, released: () => void,
 *   left: () => void }} on connected: or no longer; held: a slider; released: whatever was
 *   held; left: a hand goes to what is not ours
 */
export function watch(on) {
  const observer = new MutationObserver(on.connected)
  observer.observe(document.body, { subtree: true, attributeFilter: [CONNECTION] })

  const hold = (/** @type {Event} */ { target }) => {
    if (target instanceof Element && target.closest(".jr-range")) on.held()
    leave(target)
  }
  // A key that is pressed while nothing has the focus is the page's own.
  const leave = (/** @type {EventTarget | null} */ target) => {
    if (!(target instanceof Element) || target.matches(NOBODYS)) return
    if (!target.closest(OURS)) on.left()
  }
  const turn = (/** @type {Event} */ { target }) => leave(target)
  const release = (/** @type {Event} */ { type, target }) => {
    // Of blur, only that of the window: elements lose the focus all the time.
    if (type !== "blur" || target === window) on.released()
  }
  const holding = ["pointerdown", "keydown"]
  const releasing = ["pointerup", "pointercancel", "keyup", "blur"]
  for (const type of holding) window.addEventListener(type, hold, true)
  for (const type of releasing) window.addEventListener(type, release, true)
  window.addEventListener("focusin", turn, true)

  return () => {
    observer.disconnect()
    for (const type of holding) window.removeEventListener(type, hold, true)
    for (const type of releasing) window.removeEventListener(type, release, true)
    window.removeEventListener("focusin", turn, true)
  }
}

// Bring the table of the points into sight, or how it was read, which stand below the charts.
export function revealTable(tries = 20, lastHeight = 0) {
  const table = document.querySelector(".st-key-own_points [data-testid=stDataFrame]")
  const read = document.querySelector(".st-key-own_how_read:has(.st-key-own_columns canvas)")
  const height = document.querySelector(".stMain")?.scrollHeight ?? 0
  const isStill = height === lastHeight // what opens grows for a while
  if (read && isStill) read.scrollIntoView({ block: "start", behavior: "smooth" })
  else if (table && isStill) table.scrollIntoView({ block: "end", behavior: "smooth" })
  else if (tries) setTimeout(revealTable, REVEAL_MS, tries - 1, height)
}
