// A finger on a slider or a chart may be about to scroll the page: what it touches counts
// once it has gone sideways, or when it is lifted again.

const SIDEWAYS = 8 // pixels

/**
 * @param {HTMLInputElement} input a slider
 * @param {{ moved: () => void, settled?: () => void, cancelled: () => void }} on cancelled:
 *   the browser took the finger, to scroll
 */
export function listenToHand(input, on) {
  /** @type {number | undefined} */
  let touched // where, as long as the finger has not gone sideways

  input.onpointerdown = ({ pointerType, clientX }) => {
    touched = pointerType === "touch" ? clientX : undefined
  }
  input.onpointermove = ({ clientX }) => {
    if (touched !== undefined && Math.abs(clientX - touched) > SIDEWAYS) take()
  }
  input.onpointercancel = () => {
    touched = undefined
    on.cancelled()
  }
  input.oninput = () => touched === undefined && on.moved()
  input.onchange = () => {
    if (touched !== undefined) take()
    on.settled?.()
  }

  function take() {
    touched = undefined
    on.moved()
  }
}

/**
 * @param {HTMLElement} plot a chart of Plotly's, which would turn a surface
 */
export function listenToTouch(plot) {
  /** @type {Touch} */
  let first
  let isSideways = false
  /** @param {TouchEvent} event */
  function touched({ touches }) {
    ;[first] = touches
    isSideways = touches.length > 1
  }
  /** @param {TouchEvent} event */
  function moved(event) {
    const { clientX, clientY } = event.touches[0]
    const [across, along] = [clientX - first.clientX, clientY - first.clientY].map(Math.abs)
    isSideways ||= across > along
    if (!isSideways) event.stopPropagation()
  }
  plot.addEventListener("touchstart", touched, { capture: true, passive: true })
  plot.addEventListener("touchmove", moved, { capture: true, passive: true })
  // Plotly has heard a tap, and need not hear it as a click of the mouse as well.
  plot.addEventListener("touchend", (event) => event.cancelable && event.preventDefault())
}
