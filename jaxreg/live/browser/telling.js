// What the page's script is told of the scenario: its query, where it needs to know it.

import { isConnected } from "./widgets.js"

/** @import { PageData, Trigger } from "./protocol.js" */

/**
 * @param {() => PageData} page as the script has drawn it last
 * @param {() => Trigger | undefined} trigger
 * @param {() => string} query of the scenario
 * @param {() => boolean} isHeld whether a hand is at it
 */
export function createTelling(page, trigger, query, isHeld) {
  /** @type {string | undefined} */
  let told // the query, last

  return {
    // What it was told may be lost.
    forget: () => (told = undefined),
    /** It hears what it does not know, once. @param {boolean} [isNeeded] else if it heeds it */
    tell(isNeeded = false) {
      const [tellScript, data, asked] = [trigger(), page(), query()]
      if (!tellScript || isHeld() || !isConnected()) return
      if (asked === data.query || asked === told) return
      const [before, now] = [new URLSearchParams(data.query), new URLSearchParams(asked)]
      const isHeeded = data.heeds?.some((key) => before.get(key) !== now.get(key)) ?? true
      if (!isNeeded && !isHeeded) return
      told = asked
      tellScript("query", asked)
    },
  }
}
