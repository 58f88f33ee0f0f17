// What a link or a card hides of the page: traces of the charts, and by classes of the page
// numbers and other parts, for which style/hidden.css has the rules.

/** @import { Figures, PageTable, Trace } from "./protocol.js" */

/**
 * Hide what goes with some words, and show the rest.
 * @param {PageTable["hidden"]} table what can be hidden
 * @param {string[]} words
 * @returns {(trace: Trace) => boolean} whether a trace is to be hidden
 */
export function conceal(table, words) {
  for (const word of Object.keys(table))
    document.body.classList.toggle(`jr-hides-${word.replace(" ", "-")}`, words.includes(word))
  return concealed(table, words)
}

/**
 * The traces that go with some words.
 * @param {PageTable["hidden"]} table what can be hidden
 * @param {string[]} words
 * @returns {(trace: Trace) => boolean} whether a trace does
 */
export function concealed(table, words) {
  const known = words.filter((word) => word in table)
  const names = known.flatMap((word) => table[word].traces)
  const shown = known.flatMap((word) => table[word].shows)
  return ({ name, meta }) =>
    names.includes(name) || (meta?.shows !== undefined && shown.includes(meta.shows))
}

/**
 * Figures without some of their traces.
 * @param {Figures} figures
 * @param {(name: string, trace: Trace) => boolean} isLeftOut of a chart's name and a trace
 * @returns {Figures}
 */
export function without(figures, isLeftOut) {
  const kept = Object.entries(figures).map(([name, figure]) => {
    const data = figure.data.filter((trace) => !isLeftOut(name, trace))
    return [name, { ...figure, data }]
  })
  return Object.fromEntries(kept)
}

const TELLING = ["fit", "loss", "numbers"].map((word) => `jr-hides-${word}`)

/** Whether a card, or a link, hides what the numbers of a single point or step would tell. */
export const hidesNumbers = () => TELLING.some((name) => document.body.classList.contains(name))
