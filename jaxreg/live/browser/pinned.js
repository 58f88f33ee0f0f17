// The pinned runs: what the link says of them, their films, which are fetched once, and what
// pins, swaps and takes away.

import { decodeFilm } from "./film.js"
import { MOST } from "./ghosts.js"
import { createPinRow } from "./pin_row.js"
import {
  difference,
  firstOf,
  goingOn,
  hasSameAxes,
  hasSameLandscape,
  keysOfRuns,
  queryOf,
  readPins,
  runOf,
  writePins,
} from "./pins.js"
import { fetchFilm, fetchPicture, isLost, Refusal } from "./server.js"

/** @import { createElements } from "./elements.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Run, Table } from "./pins.js" */
/** @import { Encoded, Film, Numbers } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */
/** @import { Asked } from "./server.js" */
/** @import { createStage } from "./stage.js" */
/** What came of a pinned run.
 * @typedef {{ sent: Film<Encoded>, film: Film<Numbers>, fact: string }} Got */
/** The epoch, and the settings.
 * @typedef {{ epoch: number, settings: Record<string, string | null> }} Begun */
/** @typedef {{ slot: number, run: Run, asked: Asked, from: number, id: string }} Wanted */

const RETRY_MS = 1000
const OF_POWERS = ["degree", "features"]

/**
 * @param {Table} table
 * @param {Scenario} scenario
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {(query: string) => Asked} stateOf what the server is asked for a scenario
 * @param {{ begun: () => Begun | null, branched: () => void }} film begun: a run that begins
 *   at the shown epoch; null: at either end
 */
export function createPinned(table, scenario, elements, stage, stateOf, film) {
  const row = createPinRow(elements, { pin, branch, swap, drop, clear: () => choose([]) })
  // What a run's report depends on, beside the run: as it is for the run that is shown.
  const asShown = table.controls
    .filter(({ name }) => ["digits", "threshold"].includes(name))
    .map(({ key }) => key)
  /** @type {Map<string, Got>} */
  const inAnyLook = new Map() // without their facts
  /** @type {Map<string, Got | Refusal>} */
  const kept = new Map() // by what was asked for
  let drawn = "" // the runs that the stage has, and
  let said = "[]" // what is said of them
  let trouble = ""
  let isFollowing = false
  let isOpen = true

  const slots = () => readPins(table, scenario.get("pins")).slots
  const now = () => runOf(table, new URLSearchParams(scenario.text()))

  const hasPowers = () =>
    table.controls.some(({ name, key }) => OF_POWERS.includes(name) && now().has(key))

  /** @returns {Wanted[]} */
  function wanted() {
    return slots().flatMap((run, slot) => {
      if (!run) return []
      const whole = runOf(table, run)
      const looks = asShown.map((key) => [key, scenario.get(key) ?? ""])
      const query = new URLSearchParams([...whole, ...looks])
      const [asked, from] = [stateOf(`${query}`), firstOf(run)]
      return [{ slot, run, asked, from, id: `${asked.id} ${from}` }]
    })
  }

  /** @param {(Run | null)[]} newSlots @param {Record<string, string | null>} [also] */
  function choose(newSlots, also) {
    scenario.choose({ ...also, pins: writePins(newSlots) })
  }

  function pin() {
    const [before, run] = [slots(), now()]
    const free = [...before, null].indexOf(null)
    if (free >= MOST || before.some((one) => one && queryOf(one) === queryOf(run))) return
    choose(before.toSpliced(free, 1, run))
  }

  // Go on from the shown epoch in another way; what would have come stays as a ghost.
  function branch() {
    const [before, run, at] = [slots(), now(), film.begun()]
    const free = [...before, null].indexOf(null)
    if (!at && hasPowers()) return show("A curve cannot branch: its start has no controls.")
    if (!at) return show("To branch, first step to an epoch between the start and the end.")
    if (free >= MOST) return show(`To branch, first take away one of the ${MOST} pinned runs.`)
    choose(before.toSpliced(free, 1, goingOn(run, at.epoch)), at.settings)
    film.branched()
  }

  /** @param {number} slot */
  function drop(slot) {
    choose(slots().with(slot, null))
  }

  /** @param {number} slot */
  function swap(slot) {
    const [before, run] = [slots(), now()]
    const other = before[slot]
    if (!other) return
    const values = keysOfRuns(table).map((key) => [key, other.get(key) ?? null])
    choose(before.with(slot, run), Object.fromEntries(values))
  }

  /** Show them as the link and the server have them by now. @param {string} [hint] */
  function show(hint = "") {
    const all = wanted()
    const { refused } = readPins(table, scenario.get("pins"))
    if (!all.length && !refused.length && !drawn) return row.show([], hint, false)
    const shown = now()
    const pins = all.map(({ slot, run, asked, id }) => {
      const got = kept.get(id) ?? inAnyLook.get(`${queryOf(run)} ${asked.token}`)
      const name = difference(table, run, shown)
      if (got instanceof Refusal) refused.push(`The pin “${name}” cannot be shown: ${got.message}`)
      return { slot, name, got, note: noteOf(run, shown), run, id }
    })
    const isPinned = pins.some(({ run }) => queryOf(run) === queryOf(shown))
    if (pins.every(({ got }) => got)) trouble = ""
    row.show(pins, [...refused, trouble, hint].filter(Boolean).join(" "), isPinned)
    const ghosts = pins.flatMap((one) => {
      if (!one.got || one.got instanceof Refusal) return []
      const { film, sent, fact } = one.got
      const isOnFit = hasSameAxes(table, one.run, shown)
      const isOnLandscape = hasSameLandscape(table, one.run, shown)
      return [{ ...one, film, sent, fact, isOnFit, isOnLandscape }]
    })
    const newest = ghosts.map(({ slot, id, fact }) => `${slot} ${id} ${fact}`).join()
    const saying = JSON.stringify(ghosts.map(({ name, note }) => [name, note]))
    if (newest !== drawn || saying !== said) stage.haunt(ghosts, newest !== drawn)
    drawn = newest
    said = saying
    follow()
  }

  /** What of a run is not drawn. @param {Run} run @param {Run} shown */
  function noteOf(run, shown) {
    if (!hasSameAxes(table, run, shown)) return "other data: its loss alone"
    if (hasSameLandscape(table, run, shown)) return ""
    return "another landscape: no path"
  }

  // One run at a time, so that a slider's pictures need not wait.
  async function follow() {
    if (isFollowing || !stage.hasPicture()) return
    isFollowing = true
    const lacks = () => wanted().find(({ id }) => !kept.has(id))
    for (let next = lacks(); isOpen && next; next = lacks()) await ask(next)
    isFollowing = false
  }

  /** @param {Wanted} wanted */
  async function ask({ run, asked, from, id }) {
    const [picture, film] = await Promise.allSettled([fetchPicture(asked), fetchFilm(asked)])
    if (!isOpen) return
    const lost = [picture, film].find(isLost)?.reason
    if (lost instanceof Refusal) kept.set(id, lost)
    else if (picture.status === "fulfilled" && film.status === "fulfilled") {
      const fact = picture.value.report.facts[1][1]
      const sent = { ...film.value, from }
      kept.set(id, { sent, film: decodeFilm(sent), fact })
      inAnyLook.set(`${queryOf(run)} ${asked.token}`, { sent, film: decodeFilm(sent), fact: "" })
    }
    trouble = kept.has(id) ? "" : "A pinned run could not be fetched; trying again …"
    show()
    if (trouble) await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }

  // For the link of a page that has none itself.
  function inLink() {
    const pins = scenario.get("pins")
    return pins ? `&pins=${encodeURIComponent(pins)}` : ""
  }

  return { pin, branch, show, follow, inLink, close: () => (isOpen = false) }
}
