// The figures of a picture as they are seen: with what is explained and with pinned runs, and
// without what is concealed or hidden.

import { decodeFigure } from "./film.js"
import { withGhosts } from "./ghosts.js"
import { withGuess } from "./guess_traces.js"
import { without } from "./hide.js"

/** @import { Ghost } from "./ghosts.js" */
/** @import { Guess } from "./guessing.js" */
/** @import { Figure, Figures, Trace } from "./protocol.js" */

/** Traces over charts, by whose they are and by the chart's name: they come and go at once.
 * @typedef {Record<string, Record<string, Trace[]>>} Laid */

/** @param {(figures: Figures) => Figures} explained with what an explanation adds */
export function createFigures(explained) {
  /** @type {Figures} */
  let taken = {}
  /** @type {{ figure: Figure, epoch: number } | null} */
  let rested = null // the landscape at an epoch, in place of that of the end
  /** @type {(trace: Trace) => boolean} */
  let isConcealed = () => false // by a card, or a link
  const hidden = new Set() // by a hand: a chart's name and a trace's
  /** @type {Ghost[]} */
  let ghosts = [] // the pinned runs
  /** @type {Guess | null} */
  let guess = null
  /** @type {Laid} */
  let laid = {}
  let whole = /** @type {Figures} */ ({}) // without what is concealed, and
  let seen = /** @type {Figures} */ ({}) // without what is hidden, too

  let isEqual = false // the landscape's axes have equal units

  /** @param {Figures} figures */
  const unconcealed = (figures) =>
    without(explained(isEqual ? equalled(figures) : figures), (_, trace) => isConcealed(trace))

  /** @param {Figures} figures @returns {Figures} */
  const withLaid = (figures) => {
    const all = { ...figures }
    for (const [name, traces] of Object.values(laid).flatMap(Object.entries))
      if (all[name]) all[name] = { ...all[name], data: [...all[name].data, ...traces] }
    return all
  }

  /** @param {Figures} figures */
  const unhidden = (figures) =>
    without(withGuess(withGhosts(figures, ghosts), guess), (name, trace) =>
      hidden.has(`${name} ${trace.name}`),
    )

  // What is added, or left out, has changed.
  function renew() {
    whole = unconcealed(rested ? { ...taken, landscape: rested.figure } : taken)
    seen = withLaid(unhidden(whole))
  }

  return {
    hidden,
    renew,
    whole: () => whole,
    seen: () => seen,
    ofEnd: () => unhidden(unconcealed(taken)),
    ghosts: () => ghosts,
    guessed: () => guess,
    epoch: () => rested?.epoch ?? null,

    /** @param {Figures} sent those of a picture */
    take(sent) {
      rested = null
      taken = Object.fromEntries(
        Object.entries(sent).map(([name, figure]) => [name, decodeFigure(figure)]),
      )
      renew()
    },
    /**
     * @param {Figure} sent the landscape at an epoch
     * @param {number} epoch
     */
    rest(sent, epoch) {
      rested = { figure: decodeFigure(sent), epoch }
      renew()
    },
    // That of the end is there again.
    leave() {
      rested = null
      renew()
    },
    /** @param {Ghost[]} newGhosts */
    haunt(newGhosts) {
      ghosts = newGhosts
      renew()
    },
    /** @param {Guess | null} newGuess @returns {boolean} whether it is another */
    guess(newGuess) {
      if (JSON.stringify(newGuess) === JSON.stringify(guess)) return false
      guess = newGuess
      renew()
      return true
    },
    /**
     * @param {string} whose
     * @param {Laid[string]} traces in place of those that there are
     * @returns {string[]} the names of the charts that are others now
     */
    lay(whose, traces) {
      const before = laid[whose] ?? {}
      if (JSON.stringify(traces) === JSON.stringify(before)) return []
      laid = { ...laid, [whose]: traces }
      if (whole.fit) seen = withLaid(unhidden(whole))
      return [...new Set([...Object.keys(before), ...Object.keys(traces)])]
    },
    /** @param {boolean} newEqual @returns {boolean} whether it is otherwise */
    equal(newEqual) {
      if (newEqual === isEqual) return false
      isEqual = newEqual
      renew()
      return true
    },
    /** @param {(trace: Trace) => boolean} newConcealed whether a trace is not to be seen */
    conceal(newConcealed) {
      isConcealed = newConcealed
      renew()
    },
    /** @param {string} key of a chart's trace that is to be hidden, or shown again */
    toggle(key) {
      if (!hidden.delete(key)) hidden.add(key)
      renew()
    },
  }
}

/**
 * Figures in whose landscape one unit is as long across as up; a surface stays as it is.
 * @param {Figures} figures
 * @returns {Figures}
 */
function equalled({ landscape, ...others }) {
  const { data, layout } = landscape
  if (layout.scene) return { ...others, landscape }
  const uirevision = `${layout.uirevision} equal`
  const yaxis = { ...layout.yaxis, scaleanchor: "x" }
  return { ...others, landscape: { data, layout: { ...layout, yaxis, uirevision } } }
}
