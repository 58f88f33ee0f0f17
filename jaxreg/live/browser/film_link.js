// What a link says of the film: the shown epoch, whether it plays from there, and which part of
// the epoch slow motion shows.

import { isFirstVisit } from "./visit.js"

/** @import { Scenario } from "./scenario.js" */
/** @import { createTransport } from "./transport.js" */

/** What of slow motion a link says; "" or undefined: it is off.
 * @typedef {{ inLink: () => string, open: (text: string | undefined) => void }} Slow */

const REST_MS = 300
const WHOLE = /^\d{1,7}$/

/**
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Scenario} scenario
 * @param {() => Slow} slow
 */
export function createFilmLink(transport, scenario, slow) {
  /** @type {ReturnType<typeof setTimeout>} */
  let resting

  function write() {
    const { epoch, isPlaying } = transport.place()
    const part = slow().inLink()
    const isPlain = epoch === Infinity || (isPlaying && epoch === 0)
    scenario.noteFilm({
      ...(!isPlain && { epoch: `${epoch}` }),
      ...(isPlaying && { play: "1" }),
      ...(part && { slow: part }),
    })
  }

  return {
    /**
     * Begin where the link says. At a first visit a link that says nothing plays.
     * @param {boolean} isPlain whether it says nothing of anything else either
     */
    open(isPlain) {
      const isFirst = isFirstVisit()
      slow().open(scenario.film().slow)
      const begins = isFirst && isPlain && !slow().inLink()
      if (!begin(transport, scenario.film()) && begins) transport.begin(null, true)
      write()
    },

    beginCard(/** @type {string} */ query) {
      beginCard(transport, query)
      slow().open(new URLSearchParams(query).get("slow") ?? undefined)
    },

    // The film has moved: its place is written when it rests, and when it begins to play.
    note() {
      clearTimeout(resting)
      const { epoch, isPlaying } = transport.place()
      const begun = scenario.film()
      const goesOn = isPlaying && begun.play && epoch >= Number(begun.epoch ?? 0)
      if (isPlaying && !goesOn) write()
      else if (!isPlaying) resting = setTimeout(write, REST_MS)
    },
  }
}

/**
 * Begin where a card says; one that says nothing shows the last epoch.
 * @param {ReturnType<typeof createTransport>} transport
 * @param {string} query
 */
export function beginCard(transport, query) {
  const said = Object.fromEntries(new URLSearchParams(query))
  if (!begin(transport, said)) transport.jump(Infinity)
}

/**
 * Begin where a query says. Returns whether it says something.
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Record<string, string>} query of the film's keys
 */
function begin(transport, { epoch, play }) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
  const at = WHOLE.test(epoch ?? "") ? Number(epoch) : null
  const plays = play === "1" && !isStill
  if (at === null && !plays) return false
  transport.begin(at, plays)
  return true
}
