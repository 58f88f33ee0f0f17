// The Lab's link: the page and the scenario of its run, the study, and what is shown.

import { STUDIES } from "./lab_studies.js"
import { addressOf, PAGES } from "./pages.js"
import { runOf, writePins } from "./pins.js"

export const FIRST = Object.keys(STUDIES)[0]
const OWN_KEYS = ["of", "study", ...Object.values(STUDIES).flatMap(({ keys }) => keys)]

/** What the link says; what it does not say is as it is at first. */
export function readLink() {
  const link = new URLSearchParams(location.search)
  const of = link.get("of") ?? ""
  const page = of in PAGES ? of : Object.keys(PAGES)[0]
  const known = new Map(PAGES[page].defaults)
  const scenario = new URLSearchParams(
    [...link].filter(([key, text]) => known.has(key) && known.get(key) !== text),
  )
  const pins = link.get("pins") // of the pages, which get them back
  if (pins) scenario.set("pins", pins)
  const study = link.get("study") ?? ""
  const name = study in STUDIES ? study : FIRST
  return { page, known, scenario, name, own: STUDIES[name].first(page, link) }
}

/**
 * The address of a run on its page.
 * @param {string} page
 * @param {URLSearchParams} scenario
 * @param {Record<string, string>} settings that are others
 * @param {Record<string, string>} [beside] those of a run that is pinned beside it
 */
export function addressOfRun(page, scenario, settings, beside) {
  const all = new URLSearchParams(scenario)
  for (const [key, text] of Object.entries(settings)) all.set(key, text)
  const pins = beside && writePins([runOf(PAGES[page], [...scenario, ...Object.entries(beside)])])
  if (pins) all.set("pins", pins)
  return `${addressOf(page)}?${all}`
}

/**
 * Write it.
 * @param {string} page
 * @param {URLSearchParams} query that the server is asked
 * @param {(readonly [string, string])[]} looks what is shown
 * @param {boolean} isStep of the history; else it only says what is shown
 */
export function writeLink(page, query, looks, isStep) {
  const all = new URLSearchParams(location.search)
  const known = new Map(PAGES[page].defaults)
  for (const key of [...all.keys()]) if (known.has(key) || OWN_KEYS.includes(key)) all.delete(key)
  all.set("of", page)
  for (const [key, text] of [...query, ...looks]) all.append(key, text)
  const [state, address] = [isStep ? {} : history.state, `${location.pathname}?${all}`]
  history[isStep ? "pushState" : "replaceState"](state, "", address)
}
