// One epoch in slow motion, part by part, at the film's epoch: over the charts, and in a row
// with formulas and numbers. After its last part comes the next epoch.

import { hidesNumbers } from "./hide.js"
import { epochInParts, PARTS } from "./slow.js"
import { createSlowRow } from "./slow_row.js"
import { slowTraces } from "./slow_traces.js"
import { formulas, numbersOf } from "./slow_words.js"

/** @import { createElements } from "./elements.js" */
/** @import { Measure, Numbers } from "./protocol.js" */
/** @import { Part } from "./slow.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

const PART_MS = 1500
const WITHOUT_STEP = PARTS.indexOf("step")

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {() => void} changed called when another part is to be shown, or the measure is wanted
 */
export function createSlowMotion(elements, stage, transport, changed) {
  const row = createSlowRow(elements, { toggle, step, play: togglePlay, choose })
  /** @type {Part | null} */
  let part = null // null: it is off
  let wrong = "" // what a link says that is no part
  /** @type {Measure<Numbers> | null} */
  let measure = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let playing

  const partsThere = () => (measure?.step.lack ? PARTS.slice(0, WITHOUT_STEP) : PARTS)

  // Where there is no such step, the part before it.
  function shown() {
    const there = partsThere()
    return part && (there.includes(part) ? part : there[there.length - 1])
  }

  // Like a film that is played, it begins anew at the end.
  function toggle() {
    if (!stage.hasPicture() || (!part && hidesNumbers())) return
    const begins = part === null
    choose(begins ? PARTS[0] : null)
    if (begins && transport.frame().isLast) transport.jump(0)
  }

  /** @param {Part | null} newPart */
  function choose(newPart) {
    pause()
    put(newPart)
  }

  /** @param {Part | null} newPart */
  function put(newPart) {
    part = newPart
    wrong = ""
    changed()
    move()
  }

  /** @param {number} by parts @returns {boolean} whether there is one */
  function go(by) {
    const there = partsThere()
    const to = there.indexOf(shown() ?? there[0]) + by
    if (there[to]) {
      put(there[to])
      return true
    }
    const { epoch, isLast } = transport.frame()
    if (by > 0 ? isLast : epoch === 0) return false
    transport.step(by)
    put(by > 0 ? there[0] : there[there.length - 1])
    return true
  }

  /** @param {number} by parts */
  function step(by) {
    pause()
    go(by)
    move()
  }

  function togglePlay() {
    if (playing) pause()
    else {
      if (transport.isPlaying()) transport.toggle()
      go(1)
      playing = setTimeout(tick, PART_MS)
    }
    move()
  }

  function tick() {
    playing = go(1) ? setTimeout(tick, PART_MS) : undefined
    move()
  }

  function pause() {
    clearTimeout(playing)
    playing = undefined
  }

  // Another part, or another epoch.
  function move() {
    if (!stage.hasPicture()) return
    if (transport.isPlaying()) pause()
    const now = shown()
    if (!now || !measure || hidesNumbers()) {
      stage.lay("slow motion", {})
      row.show(now, epochs(), null, [], fault(), Boolean(playing))
      return
    }
    const { params, epoch } = transport.frame()
    const [report, units] = [stage.report(), stage.units()]
    const parts = epochInParts(measure, params, units, epoch)
    const { fit, landscape } = stage.whole()
    stage.lay("slow motion", slowTraces(now, parts, { fit, landscape }))
    const hasArrows = !["predict", "residuals"].includes(now)
    const notes = [
      hasArrows && landscape.layout.scene && "Arrows are drawn only on the contours.",
      now === "mean" && measure.step.lack,
    ]
    const shownBy = { params, report, units, layout: fit.layout }
    const numbers = numbersOf(now, parts, measure, shownBy)
    const said = [numbers, ...notes].filter(Boolean).join(" ")
    const texts = formulas(measure, report, units)
    row.show(now, epochs(), texts, partsThere(), said, Boolean(playing))
  }

  function epochs() {
    const { epoch } = transport.frame()
    return `Epoch ${epoch} → ${epoch + 1}`
  }

  function fault() {
    if (!wrong) return ""
    const parts = `${PARTS.slice(0, -1).join(", ")} or ${PARTS[PARTS.length - 1]}`
    return `The link’s slow “${wrong.slice(0, 40)}” is left out: it must be ${parts}.`
  }

  return {
    /** @param {string | undefined} text what a link says */
    open(text) {
      const found = PARTS.find((one) => one === text)
      part = found ?? null
      wrong = found ? "" : (text ?? "")
      changed()
      move()
    },
    /** @param {Measure<Numbers> | null} newMeasure of another picture */
    take(newMeasure) {
      measure = newMeasure
      move()
    },
    move,
    toggle,
    step,
    togglePlay,
    isOn: () => part !== null,
    // It needs the measure.
    isThere: () => part !== null,
    inLink: () => part ?? "",
    close: pause,
  }
}
