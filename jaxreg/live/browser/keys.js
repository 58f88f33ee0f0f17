// The keys of the chart area: space plays, arrows step, Home and End jump.

/** @import { createTransport } from "./transport.js" */
/** @typedef {ReturnType<typeof createTransport>} Transport */

/** @type {Record<string, (transport: Transport) => void>} */
const KEYS = {
  " ": (transport) => transport.toggle(),
  ArrowLeft: (transport) => transport.step(-1),
  ArrowRight: (transport) => transport.step(1),
  Home: (transport) => transport.jump(0),
  End: (transport) => transport.jump(Infinity),
}

/**
 * @param {HTMLElement} grid
 * @param {Transport} transport
 * @param {() => boolean} isReady whether there is something to play
 */
export function listenToKeys(grid, transport, isReady) {
  grid.addEventListener("pointerdown", () => {
    grid.classList.add("jr-pointed") // who points needs no ring to see where the focus is
    grid.focus({ preventScroll: true })
  })
  grid.addEventListener("blur", () => grid.classList.remove("jr-pointed"))
  grid.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event
    const action = KEYS[key]
    if (!action || !isReady() || target !== grid || ctrlKey || altKey || metaKey) return
    if (key === " " && event.repeat) return
    event.preventDefault()
    action(transport)
  })
}
