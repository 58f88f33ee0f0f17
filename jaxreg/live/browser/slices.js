// The landscape where the film rests: the parameters that it does not show are then held as
// they are at that epoch, and not as at the end.

import { fetchLandscape, Refusal } from "./server.js"

/** @import { Asked } from "./server.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

const REST_MS = 200
const RETRY_MS = 1000

/**
 * @param {HTMLElement} root which says while a landscape is awaited
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {() => Asked | undefined} shown what the picture that is shown was asked for by
 */
export function createSlices(root, stage, transport, shown) {
  /** @type {ReturnType<typeof setTimeout>} */
  let resting
  /** @type {AbortController | undefined} */
  let asking

  // null: the end's
  function wanted() {
    const { epoch, isLast } = transport.frame()
    return isLast ? null : epoch
  }

  // Another epoch is shown, or another picture.
  function follow() {
    stop()
    const isAtRest = transport.hasFilm() && !transport.isPlaying() && !transport.isHeld()
    if (!isAtRest || !stage.holdsParameters() || wanted() === stage.landscapeEpoch()) return
    root.dataset.awaits = "landscape"
    resting = setTimeout(rest, REST_MS)
  }

  async function rest() {
    const [asked, epoch] = [shown(), wanted()]
    asking = new AbortController()
    const { signal } = asking
    try {
      if (epoch === null) stage.leaveLandscape()
      else if (asked) {
        const figure = await fetchLandscape(asked, epoch, signal)
        if (signal.aborted) return
        stage.takeLandscape(figure, epoch)
      }
    } catch (error) {
      // What is seen says itself of which epoch it is.
      if (signal.aborted) return
      if (!(error instanceof Refusal)) resting = setTimeout(follow, RETRY_MS)
    }
    delete root.dataset.awaits
  }

  function stop() {
    clearTimeout(resting)
    asking?.abort()
    delete root.dataset.awaits
  }

  return { follow, stop }
}
