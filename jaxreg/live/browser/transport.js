// The transport bar: which epoch of a run is shown, and the film that plays.

import { element } from "./elements.js"
import { frameAt, frameIndex } from "./film.js"
import { listenToHand } from "./finger.js"
import { iconButton, setIcon } from "./icons.js"
import { number } from "./numbers.js"
import { FILM_SECONDS, indexAt, positionAt } from "./pace.js"
import { fillPairs } from "./pairs.js"

/** @import { Film, Numbers, Report } from "./protocol.js" */
/** @import { Pair } from "./pairs.js" */

const MOST_SECONDS = 0.25 // of a film between two ticks: while the browser is busy, it stands still
const SPEEDS = [0.25, 0.5, 1, 2, 4]
export const ICONS = {
  First: "M6 5h2v14H6zM19 5v14L9 12z",
  "Step back": "M15 5l1.8 1.8L11.6 12l5.2 5.2L15 19l-7-7z",
  Play: "M8 5v14l11-7z",
  Pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  "Step forward": "M9 5L7.2 6.8 12.4 12l-5.2 5.2L9 19l7-7z",
  Last: "M16 5h2v14h-2zM5 5v14l10-7z",
}
/** @typedef {keyof typeof ICONS} Face */
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }

/**
 * @param {HTMLElement} bar
 * @param {() => void} changed called when another epoch is to be shown, or a film is wanted
 */
export function createTransport(bar, changed) {
  let film = /** @type {Film<Numbers>} */ ({ epochs: [0] }) // until one is loaded
  let pinned = /** @type {Numbers} */ ([]) // the epochs of the longest run beside it
  let epochs = /** @type {Numbers} */ ([0]) // of both
  let isWhole = false // else it is the last frame alone
  /** @type {Pick<Report, "columns" | "digits">} */
  let words = { columns: [], digits: "four" }
  let epoch = Infinity // to be shown; where the run ends before it, its last one
  let position = 1 // in the film, 0 to 1
  /** @type {number | null} */
  let wanted = null // a position that was asked for before the film was there
  let playing = false
  let held = false
  let restart = false // another run came while it played
  let isBeginning = true // with the next run, at an epoch that a link or a card names
  /** @type {number | undefined} */
  let before // the time of the last tick

  const button = (/** @type {Face} */ name, /** @type {() => void} */ action) =>
    iconButton(bar, name, ICONS[name], action)
  button("First", () => jump(0))
  button("Step back", () => step(-1))
  const playButton = button("Play", toggle)
  button("Step forward", () => step(1))
  button("Last", () => jump(Infinity))
  const speed = element("select", "jr-speed", bar)
  speed.setAttribute("aria-label", "Speed")
  for (const factor of SPEEDS) speed.add(new Option(`${factor}×`, `${factor}`, false, factor === 1))
  const scrubber = element("input", "jr-scrubber", bar)
  Object.assign(scrubber, { type: "range", min: "0", max: "1", step: "any" })
  scrubber.setAttribute("aria-label", "Shown epoch")
  listenToHand(scrubber, {
    moved() {
      halt()
      seek(Number(scrubber.value))
      changed()
    },
    cancelled: () => (scrubber.value = `${position}`),
  })
  scrubber.onkeydown = (event) => {
    const by = STEPS[event.key]
    if (!by) return
    event.preventDefault()
    step(by)
  }
  const numbers = element("div", "jr-numbers", bar)

  const index = () => frameIndex({ epochs }, epoch)
  const lastIndex = () => epochs.length - 1
  const lastEpoch = () => epochs[lastIndex()]

  // A film goes on until the longest run has ended.
  function measure() {
    const own = [...film.epochs]
    epochs = [...own, ...[...pinned].filter((one) => one > own[own.length - 1])]
  }

  /** @param {number} to an epoch */
  function jump(to) {
    halt()
    wanted = null
    epoch = to < lastEpoch() ? to : Infinity
    position = positionAt(index(), lastIndex())
    changed()
  }

  /** @param {number} by frames */
  function step(by) {
    // Until a film is there, its epochs are taken to be neighbours, as the last two are.
    const next = isWhole ? epochs[index() + by] : Math.min(epoch, lastEpoch()) + by
    jump(Math.max(next ?? by * Infinity, 0))
  }

  /** @param {number} to a position */
  function seek(to) {
    wanted = isWhole ? null : to
    position = to
    const at = isWhole ? epochs[indexAt(to, lastIndex())] : epoch
    epoch = at < lastEpoch() ? at : Infinity
  }

  function toggle() {
    if (playing) halt()
    else play()
    changed()
  }

  function play() {
    playing = true
    setIcon(playButton, "Pause", ICONS.Pause)
    if (epoch >= lastEpoch() && wanted === null) rewind()
    before = undefined
    requestAnimationFrame(tick)
  }

  function halt() {
    playing = false
    setIcon(playButton, "Play", ICONS.Play)
  }

  function rewind() {
    restart = false
    position = 0
    epoch = 0
  }

  /** @param {number} now milliseconds */
  function tick(now) {
    if (!playing) return
    requestAnimationFrame(tick)
    const elapsed = Math.min((now - (before ?? now)) / 1000, MOST_SECONDS)
    before = now
    if (held || !isWhole) return
    position = Math.min(1, position + (elapsed * Number(speed.value)) / FILM_SECONDS)
    const shown = epochs[indexAt(position, lastIndex())]
    if (position === 1 || epochs.length === 1) jump(Infinity)
    else if (shown !== epoch) {
      epoch = shown
      changed()
    }
  }

  return {
    toggle,
    step,
    jump,
    isPlaying: () => playing,
    place: () => ({ epoch, isPlaying: playing }),

    /**
     * Begin at an epoch of the run that is asked for, or play from there.
     * @param {number | null} at null: the first one, to play from
     * @param {boolean} plays
     */
    begin(at, plays) {
      isBeginning = true
      if (plays) play()
      else halt()
      epoch = at ?? 0
      position = positionAt(index(), lastIndex())
      changed()
    },
    isHeld: () => held,
    wantsFilm: () => playing || epoch !== Infinity || wanted !== null,
    hasFilm: () => isWhole,
    frame: () => ({ ...frameAt(film, frameIndex(film, epoch)), at: epoch }),

    /**
     * Take a run's film, whole or its last frame alone.
     * @param {Film<Numbers>} newFilm
     * @param {boolean} whole
     * @param {boolean} isNewRun
     */
    load(newFilm, whole, isNewRun) {
      const begins = isBeginning
      isBeginning &&= !isNewRun
      restart ||= playing && isNewRun && !begins
      film = newFilm
      isWhole = whole
      measure()
      if (wanted !== null) seek(wanted)
      else position = positionAt(index(), lastIndex())
      if (!held) this.release()
      if (begins && epoch >= lastEpoch() && epoch < Infinity) jump(Infinity)
    },

    /**
     * Take the epochs of the runs that are shown beside it.
     * @param {Numbers[]} others
     */
    prolong(others) {
      const last = (/** @type {Numbers} */ some) => some[some.length - 1]
      pinned = others.reduce((long, one) => (last(one) > (last(long) ?? 0) ? one : long), [])
      measure()
      if (isWhole && epoch >= lastEpoch()) epoch = Infinity
      if (wanted === null) position = positionAt(index(), lastIndex())
    },

    /**
     * Take the names of the parameters, and how many digits they have.
     * @param {Report} report
     */
    name({ columns, digits }) {
      words = { columns, digits }
    },

    // While a slider is held a film stands still; that of another run then begins again.
    hold() {
      held = true
      isBeginning = false
    },
    release() {
      held = false
      if (!restart) return
      rewind()
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) halt()
    },

    close() {
      playing = false
    },

    // Say in the bar what is shown.
    update() {
      const { epoch: shown, at, loss, params } = this.frame()
      scrubber.value = `${position}`
      scrubber.setAttribute("aria-valuetext", `epoch ${Math.min(at, lastEpoch())}`)
      /** @type {Pair[]} */
      const texts = [
        ["epoch", `${shown}`],
        ["loss", number(loss, words.digits)],
      ]
      for (const [k, value] of [...params.W, params.b].entries())
        texts.push([words.columns[k], number(value, words.digits)])
      fillPairs(numbers, texts)
    },
  }
}
