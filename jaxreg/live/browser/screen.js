// What of the page is on the screen: all of it, or, for an audience ("present=1" in the
// link) and in another page ("embed=true"), the charts and the controls that "controls="
// names, by their keys.

const link = () => new URLSearchParams(location.search)

/** Whether the page is shown to an audience. */
export const isPresented = () => link().get("present") === "1"

const isEmbedded = () => link().get("embed") === "true"

/**
 * The keys of the controls that are to be seen; null: all.
 * @param {string[] | null} [ofCard] those that a lesson's card names
 * @returns {string[] | null}
 */
export function namedControls(ofCard) {
  if (!isPresented() && !isEmbedded()) return null
  return [...(link().get("controls") ?? "").split(","), ...(ofCard ?? [])]
}

/** Present the page, or no longer. */
export function togglePresented() {
  const changed = link()
  if (isPresented()) changed.delete("present")
  else changed.set("present", "1")
  const search = `${changed}`
  history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}`)
  if (!isPresented()) blank(false)
}

/** Give the page the look that its link asks for. */
export function showScreen() {
  const { classList } = document.body
  classList.toggle("jr-presented", isPresented())
  classList.toggle("jr-embedded", isEmbedded() && !isPresented())
}

/** @param {boolean} [isBlank] the screen, else the other than it is */
export function blank(isBlank) {
  document.body.classList.toggle("jr-blank", isBlank)
}

export async function toggleFullScreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await document.documentElement.requestFullscreen()
  } catch {
    // The browser, or the page around this one, does not allow it.
  }
}
