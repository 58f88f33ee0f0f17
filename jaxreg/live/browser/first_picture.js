// Runs before Streamlit has drawn anything: begins to fetch the link's picture, unless
// something in the link may be refused, or needs a person's own data: then the page has
// words for that.

import { PAGES } from "./pages.js"
import { typedText } from "./scale.js"
import { fetchEarly, stateOf } from "./server.js"

const page = location.pathname.split("/").pop() || Object.keys(PAGES)[0]
if (page in PAGES) {
  const { defaults, controls } = PAGES[page]
  const [known, link] = [new Map(defaults), new URLSearchParams(location.search)]
  const set = [...link].filter(([key, text]) => known.has(key) && known.get(key) !== text)
  const isSure = set.every(([key, text]) => {
    const control = controls.find((one) => one.key === key)
    const isAllowed =
      control?.kind === "choice"
        ? control.stops.includes(text)
        : control && typedText(control, text) === text
    return isAllowed && link.getAll(key).length === 1
  })
  // A card's link may mean the card's own scenario.
  if (isSure && !link.has("card"))
    fetchEarly(stateOf({ page, token: null }, `${new URLSearchParams(set)}`))
}
