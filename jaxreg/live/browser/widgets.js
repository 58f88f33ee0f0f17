// What Streamlit shows around the charts and says nothing of before a slider is let go: its
// native input carries the value all along.

const REVEAL_MS = 150
const CONNECTION = "data-test-connection-state" // of Streamlit, on its outermost element

/**
 * What each of these sliders shows just now: pairs of a key and a text.
 * @param {string[]} keys
 * @returns {[key: string, text: string][]}
 */
export function shownSliders(keys) {
  return keys.flatMap((key) => {
    /** @type {HTMLInputElement | null} */
    const input = document.querySelector(`.st-key-${key} input[type=range]`)
    const text = input?.getAttribute("aria-valuetext")
    return input?.disabled || !text ? [] : [[key, text]]
  })
}

export function isConnected() {
  const app = document.querySelector(`[${CONNECTION}]`)
  return app?.getAttribute(CONNECTION) === "CONNECTED"
}

/**
 * Watch them until the function that is returned is called.
 * @param {Element} own the page's part that is ours
 * @param {{ moved: () => void, connected: () => void, held: () => void,
 *   released: () => void }} on moved: a slider shows another value; connected: or no
 *   longer; held: a slider; released: whatever was held
 */
export function watchWidgets(own, on) {
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ attributeName }) => attributeName === CONNECTION)) on.connected()
    // Our own scrubber's value is nothing to ask the server for.
    if (changes.some(({ target }) => !own.contains(target))) on.moved()
  })
  const attributeFilter = ["aria-valuetext", CONNECTION]
  observer.observe(document.body, { subtree: true, attributeFilter })

  const hold = (/** @type {Event} */ { target }) => {
    if (target instanceof Element && target.closest(".stSlider")) on.held()
  }
  const release = (/** @type {Event} */ { type, target }) => {
    // Of blur, only that of the window: elements lose the focus all the time.
    if (type !== "blur" || target === window) on.released()
  }
  const holding = ["pointerdown", "keydown"]
  const releasing = ["pointerup", "pointercancel", "keyup", "blur"]
  for (const type of holding) window.addEventListener(type, hold, true)
  for (const type of releasing) window.addEventListener(type, release, true)

  return () => {
    observer.disconnect()
    for (const type of holding) window.removeEventListener(type, hold, true)
    for (const type of releasing) window.removeEventListener(type, release, true)
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
