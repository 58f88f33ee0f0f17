// Handles over a chart, which a mouse, a finger or the arrow keys move.

import { element } from "./elements.js"
import { round } from "./svg.js"

/** @import { Spot } from "./guess.js" */
/** @import { Ground } from "./plotly-types.js" */

const KEY_STEP = 0.01 // of an axis
const STILL = 4 // pixels, that a hand moves without meaning to
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

/**
 * @param {() => { area?: HTMLElement, size?: Ground["_size"] }} chart the one that they stand
 *   over, and where in it its axes are, once it is drawn
 * @param {{ shares: () => Spot[], moved: (k: number, share: Spot) => void, settled: () => void,
 *   taken?: (k: number) => void, tapped?: (k: number, event: PointerEvent) => void,
 *   pressed?: (k: number, key: string) => boolean }} on shares: where they stand, in shares of
 *   the axes; settled: the hand has let go; taken: one has the focus; tapped: and has not moved;
 *   pressed: another key, and whether it meant something
 * @param {string} [look] of theirs, a class
 * @param {HTMLElement} [sheet] that lies below them, over the chart
 */
export function createHandles(chart, on, look = "", sheet) {
  /** @type {HTMLButtonElement[]} */
  const handles = []
  let isFollowing = false
  /** What a pointer holds, from where it was taken, and how far beside its middle that was.
   * @type {{ k: number, from: Spot, beside: Spot, isDragged: boolean } | null} */
  let held = null

  /** @param {string} name */
  function createHandle(name) {
    const handle = element("button", `jr-handle ${look}`)
    handle.setAttribute("aria-label", `${name}; arrow keys move it`)
    handle.title = name
    const own = () => handles.indexOf(handle)
    handle.onpointerdown = (event) => {
      handle.setPointerCapture(event.pointerId)
      take(event)
    }
    handle.onmousedown = (event) => event.preventDefault() // the nearest one has the focus
    handle.onpointermove = (event) => {
      if (held && handle.hasPointerCapture(event.pointerId)) drag(held, event)
    }
    handle.onpointerup = (event) => {
      if (held && !held.isDragged) on.tapped?.(held.k, event)
    }
    handle.onlostpointercapture = () => {
      held = null
      on.settled()
    }
    handle.onfocus = () => on.taken?.(own())
    handle.onkeydown = (event) => {
      const by = ARROWS[event.key]
      if (!by && !on.pressed?.(own(), event.key)) return
      event.preventDefault()
      event.stopPropagation()
      if (!by) return
      const [x, y] = on.shares()[own()]
      on.moved(own(), [x + KEY_STEP * by[0], y + KEY_STEP * by[1]])
    }
    handle.onkeyup = on.settled
    handle.onblur = on.settled
    return handle
  }

  /** @param {PointerEvent} event */
  function take({ clientX, clientY }) {
    const at = shareAt(clientX, clientY)
    const { size } = chart()
    if (!at || !size) return
    const shares = on.shares()
    const far = shares.map(([x, y]) => Math.hypot((x - at[0]) * size.w, (y - at[1]) * size.h))
    const k = far.indexOf(Math.min(...far))
    const beside = /** @type {Spot} */ ([shares[k][0] - at[0], shares[k][1] - at[1]])
    held = { k, from: [clientX, clientY], beside, isDragged: false }
    handles[k].focus()
  }

  /** @param {NonNullable<typeof held>} one @param {PointerEvent} event */
  function drag(one, { clientX, clientY }) {
    const at = shareAt(clientX, clientY)
    const far = Math.hypot(clientX - one.from[0], clientY - one.from[1])
    if (!at || (!one.isDragged && far < STILL)) return
    one.isDragged = true
    on.moved(one.k, [at[0] + one.beside[0], at[1] + one.beside[1]])
  }

  /** @param {number} clientX @param {number} clientY @returns {Spot | null} */
  function shareAt(clientX, clientY) {
    const { area, size } = chart()
    if (!area || !size) return null
    const box = area.getBoundingClientRect()
    return [(clientX - box.left - size.l) / size.w, 1 - (clientY - box.top - size.t) / size.h]
  }

  // A chart may be zoomed, or made small, while they stand over it.
  function follow() {
    isFollowing = handles.length > 0
    if (!isFollowing) return
    place()
    requestAnimationFrame(follow)
  }

  function place() {
    const { area, size } = chart()
    if (!area || !size) return
    if (sheet && sheet.parentElement !== area) area.append(sheet)
    if (handles.some(({ parentElement }) => parentElement !== area)) area.append(...handles)
    const { l, t, w, h } = size
    for (const [k, share] of on.shares().entries()) {
      const [x, y] = share.map((part) => Math.min(Math.max(part, 0), 1)) // else out of reach
      handles[k].style.translate = `${round(l + x * w)}px ${round(t + (1 - y) * h)}px`
    }
  }

  return {
    shareAt,
    /** @param {string[]} names of those that are to stand there */
    show(names) {
      const stay = handles.findIndex(({ title }, k) => title !== names[k])
      const gone = stay < 0 ? [] : handles.splice(stay)
      for (const handle of gone) handle.remove()
      handles.push(...names.slice(handles.length).map(createHandle))
      if (!handles.length) sheet?.remove()
      if (!isFollowing) follow()
    },
    /** @param {number} k */
    focus(k) {
      place()
      handles[k]?.focus()
    },
    /** @param {number | null} k of the one that stands out */
    mark(k) {
      for (const [at, handle] of handles.entries()) handle.classList.toggle("jr-chosen", at === k)
    },
  }
}
