// Points that a hand moves in the chart, adds, takes away, and gives the other class: the link
// has them, and the model follows, as it follows a slider.

import { createEditingRow } from "./editing_row.js"
import { element } from "./elements.js"
import { shareOf, spotAt } from "./guess.js"
import { createHandles } from "./handles.js"
import { faultOf, rounded, rowsOf, textOf } from "./points.js"

/** @import { createElements } from "./elements.js" */
/** @import { Spot } from "./guess.js" */
/** @import { Row } from "./points.js" */
/** @import { ByHand } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */
/** @import { fetchPoints } from "./server.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

const TWICE_MS = 500 // a second tap within it makes two
const TWICE_PX = 24
const TWICE = matchMedia("(pointer: coarse)").matches
  ? "Two taps add one, or remove"
  : "A double-click adds one, or removes"
const KEY = "edit" // of a link, and what it says
const WARNING =
  "Your points will be in the link, for all who have it. If you want that, press once more."
const POINTS = "points"

/**
 * @param {ByHand} by
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Scenario} scenario
 * @param {() => ReturnType<typeof fetchPoints>} taken the points that are shown now
 */
export function createEditing(by, elements, stage, transport, scenario, taken) {
  const hasClasses = by.columns.length > 2
  const row = createEditingRow(elements, hasClasses, {
    ...{ toggle, add: addInTheMiddle },
    remove: () => chosen !== null && remove(chosen),
    turn: () => chosen !== null && turn(chosen),
  })
  const sheet = element("div", "jr-edit-sheet") // over the chart, which would zoom
  const gestures = {
    ...{ shares, moved, settled: scenario.settle, taken: choose, pressed },
    tapped: (/** @type {number} */ k, /** @type {PointerEvent} */ event) =>
      isTwice(event) && remove(k),
  }
  const handles = createHandles(stage.drawnOver, gestures, "jr-point-handle", sheet)
  /** @type {number | null} */
  let chosen = null // the point that was taken last
  let label = 1 // of the next point: that of the last one
  let said = "" // on what could not be done, and
  let saidOf = "" // the scenario that it is said of
  /** @type {string | null} */
  let warnedOf = null // the scenario whose points need a second press
  /** @type {{ at: number, x: number, y: number } | null} */
  let tap = null // the last one
  /** @type {Spot} */
  let down = [0, 0] // where the sheet was pressed, in pixels

  sheet.onpointerdown = ({ clientX, clientY }) => {
    down = [clientX, clientY]
    choose(null)
  }
  sheet.onpointerup = (event) => {
    const { clientX, clientY } = event
    if (Math.hypot(clientX - down[0], clientY - down[1]) > TWICE_PX || !isTwice(event)) return
    const share = handles.shareAt(clientX, clientY)
    if (share?.every((part) => part >= 0 && part <= 1)) add(share)
  }
  const rows = () => rowsOf(scenario.get(by.points))
  const isByHand = () => scenario.get(by.data) === by.name && scenario.get(by.points) !== null
  const isOn = () => isByHand() && scenario.get(KEY) === POINTS

  function sight() {
    const { xaxis, yaxis } = stage.drawnOver()
    return { x: xaxis.range, y: yaxis.range, aspect: 1 }
  }

  function shares() {
    const seen = sight()
    return rows().map(([x, y]) => shareOf(seen, [x, y]))
  }

  /**
   * A place as a link has it, within what is in sight.
   * @param {Spot} share
   */
  function placeOf(share) {
    const { x, y, aspect } = sight()
    const held = /** @type {Spot} */ (share.map((part) => Math.min(Math.max(part, 0), 1)))
    const [across, up] = spotAt({ x, y, aspect }, held)
    return [rounded(across, x[1] - x[0]), rounded(up, y[1] - y[0])]
  }

  /** What a hand moved only up, or only across, keeps its other number as it is. */
  function moreExactly(
    /** @type {number[]} */ to,
    /** @type {Row} */ [x, y],
    /** @type {Spot} */ share,
  ) {
    const [across, up] = shareOf(sight(), [x, y])
    return [isNear(share[0], across) ? x : to[0], isNear(share[1], up) ? y : to[1]]
  }

  /** Other points, if a model can be fitted to them. @param {Row[]} next */
  function put(next) {
    const fault = faultOf(by, next)
    say(fault)
    if (!fault) scenario.set({ [by.points]: textOf(next) })
    return !fault
  }

  // The axes stay while a hand is at it, as under a slider.
  /** @param {number} k @param {Spot} share */
  function moved(k, share) {
    transport.hold()
    const all = rows()
    const to = moreExactly(placeOf(share), all[k], share)
    put(all.with(k, [...to, ...all[k].slice(2)]))
  }

  /** @param {Spot} share */
  function add(share) {
    const all = rows()
    if (!put([...all, [...placeOf(share), ...(hasClasses ? [label] : [])]])) return
    scenario.settle()
    handles.focus(all.length)
  }

  function addInTheMiddle() {
    const n = rows().length // one beside the other
    add([0.5 + 0.06 * ((n % 7) - 3), 0.5])
  }

  /** @param {number} k */
  function remove(k) {
    if (!put(rows().filter((_, at) => at !== k))) return
    choose(null)
    scenario.settle()
  }

  /** @param {number} k */
  function turn(k) {
    const all = rows()
    const [x, y, now] = all[k]
    label = 1 - now
    if (put(all.with(k, [x, y, label]))) scenario.settle()
  }

  /** @param {number} k @param {string} key */
  function pressed(k, key) {
    if (key === "Insert") addInTheMiddle()
    else if (["Delete", "Backspace"].includes(key)) {
      remove(k)
      handles.focus(Math.min(k, rows().length - 1))
    } else if (hasClasses && key.toLowerCase() === "c") turn(k)
    else return false
    return true
  }

  /** @param {number | null} k */
  function choose(k) {
    chosen = k
    if (k !== null && hasClasses) label = rows()[k][2]
    say("")
  }

  /** @param {string} sentence */
  function say(sentence) {
    said = sentence
    saidOf = scenario.text()
    update()
  }

  /** @param {PointerEvent} event */
  function isTwice({ timeStamp, clientX: x, clientY: y }) {
    const before = tap
    tap = { at: timeStamp, x, y }
    if (!before || timeStamp - before.at > TWICE_MS) return false
    if (Math.hypot(x - before.x, y - before.y) > TWICE_PX) return false
    tap = null
    return true
  }

  // Begin with the points that are shown, or leave them as they are.
  async function toggle() {
    if (!stage.hasPicture()) return
    if (isOn()) return scenario.choose({ [KEY]: null })
    if (isByHand()) return scenario.choose({ [KEY]: POINTS })
    const lost = (/** @type {Error} */ { message }) => ({ points: null, fault: message })
    const before = scenario.text()
    const { points, fault } = await taken().catch(lost)
    if (scenario.text() !== before) return
    if (!points) return say(fault)
    const warning = scenario.get(by.data) === by.own ? WARNING : fault
    if (warning && warnedOf !== before) {
      warnedOf = before
      return say(warning)
    }
    const none = Object.fromEntries(by.others.map((key) => [key, null]))
    scenario.choose({ ...none, [by.data]: by.name, [by.points]: points, [KEY]: POINTS })
  }

  function words() {
    const all = rows()
    if (chosen === null) {
      return `${all.length} points, all in the link. Drag them. ${TWICE} one.`
    }
    const facts = all[chosen].map((value, k) => `${by.columns[k]} ${value}`)
    return `Point ${chosen + 1} of ${all.length}: ${facts.join(", ")}`
  }

  function update() {
    if (!stage.hasPicture()) return
    if (scenario.text() !== saidOf) said = ""
    const names = isOn() ? rows().map((_, k) => `Point ${k + 1}`) : []
    if (chosen !== null && chosen >= names.length) chosen = null
    handles.show(names)
    handles.mark(chosen)
    row.show(isOn(), isOn() ? words() : "", chosen !== null, said)
  }

  // Who has no pointer goes on from the first point.
  async function toggleByKey() {
    await toggle()
    if (isOn()) handles.focus(0)
  }

  return { update, toggleByKey, close: () => handles.show([]) }
}

/** @param {number} share @param {number} other */
const isNear = (share, other) => Math.abs(share - other) < 1e-9
