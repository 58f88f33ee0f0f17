// The scenario of a page: what its link says, key by key, as texts, and beside it how it is
// looked at. What a person does is one step of the browser's history, so that Back and
// Forward undo it and do it again.

const STEP = "jaxreg step"
const NEWEST = "jaxreg newest step" // of this tab, also after a reload

// What a link says of how a scenario is looked at: a lesson's card, what is hidden, beside
// which runs and which guess, whether a hand moves the points, and whether the landscape has
// arrows.
const ASPECTS = ["lesson", "card", "revealed", "hide", "pins", "guess", "edit", "arrows"]
// And how its film stands, which is no step: the shown epoch, whether it plays from there, and
// which part of the epoch slow motion shows.
const FILM = ["epoch", "play", "slow"]

let step = -1 // where the history stands; of both pages, since they share it
/** @type {Map<string, string>} */
const lastLinks = new Map() // of each page's path, the query that it was left with
let written = "" // the path and the query that this script wrote last
const newest = () => Number(sessionStorage.getItem(NEWEST) ?? 0)

/** @typedef {ReturnType<typeof createScenario>} Scenario */

/**
 * @param {Record<string, string | null>} defaults of each key of the page; null: it is
 *   optional
 * @param {string} query
 * @param {(isSettled: boolean) => void} changed called with false while a hand is at it
 */
export function createScenario(defaults, query, changed) {
  const path = location.pathname
  const keys = [...ASPECTS, ...Object.keys(defaults)]
  // What Streamlit draws anew may know less than the link.
  let values = read(written === path + location.search ? location.search : query)
  look(location.search)
  let settled = link()
  let film = filmOf(location.search)
  let isOver = false
  let hasLeft = false // for the other page, which is on its way

  if (history.state?.[STEP] === undefined && step >= 0) record(step + 1)
  else step = history.state?.[STEP] ?? 0
  write("replaceState")

  /** @param {string} search */
  function read(search) {
    const known = [...new URLSearchParams(search)].filter(([key]) => keys.includes(key))
    return new Map(known.filter(([key, value]) => value !== defaults[key]))
  }

  /** @param {string} search of which the aspects are taken */
  function look(search) {
    for (const key of ASPECTS) values.delete(key)
    for (const [key, value] of read(search)) if (ASPECTS.includes(key)) values.set(key, value)
  }

  /** @param {string[]} some */
  function textOf(some) {
    const pairs = some.filter((key) => values.has(key))
    return `${new URLSearchParams(pairs.map((key) => [key, values.get(key) ?? ""]))}`
  }

  // In the order of the page's fields, as Python writes it.
  function text() {
    return textOf(Object.keys(defaults))
  }

  // With the aspects. A card's link that names nothing opens the card's own scenario.
  function link() {
    const [first, value] = Object.entries(defaults)[0]
    const isBare = values.has("card") && !text()
    return textOf(keys) + (isBare ? `&${new URLSearchParams({ [first]: `${value}` })}` : "")
  }

  // With how its film stands.
  function whole() {
    return [film, link()].filter(Boolean).join("&")
  }

  /** @param {number} next */
  function record(next) {
    step = next
    sessionStorage.setItem(NEWEST, `${next}`)
  }

  /** @param {string} query put beside what else the link has */
  function beside(query) {
    const all = new URLSearchParams(location.search)
    for (const key of [...keys, ...FILM]) all.delete(key)
    for (const [key, value] of new URLSearchParams(query)) all.append(key, value)
    return `${all}` && `?${legible(`${all}`)}`
  }

  /** @param {"pushState" | "replaceState"} how */
  function write(how) {
    written = path + beside(whole())
    history[how]({ [STEP]: step }, "", written + location.hash)
  }

  /**
   * Another value for some keys; null: none.
   * @param {Record<string, string | null>} changes
   */
  function set(changes) {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === defaults[key]) values.delete(key)
      else values.set(key, value)
    }
    changed(false)
  }

  // What was set since the last step is one.
  function settle() {
    if (link() === settled) return
    settled = link()
    record(step + 1)
    write("pushState")
    changed(true)
  }

  // Take back what was set since the last step.
  function revert() {
    values = read(settled)
    changed(false)
  }

  /** @param {PopStateEvent} event */
  function travel(event) {
    if (location.pathname !== path) return // to the other page, which Streamlit opens
    event.stopImmediatePropagation()
    step = event.state?.[STEP] ?? step
    written = path + location.search
    values = read(location.search)
    settled = link()
    if (filmOf(location.search) !== film) write("replaceState") // it goes on as it is
    changed(true)
  }
  window.addEventListener("popstate", travel, true)

  return {
    /** @param {string} key */
    get: (key) => values.get(key) ?? defaults[key] ?? null,
    text,
    set,
    settle,
    revert,
    /** @param {Record<string, string | null>} changes */
    choose(changes) {
      set(changes)
      settle()
    },
    /**
     * @param {string} other a whole query
     * @param {string} [aspects] as a query; else they stay
     */
    show(other, aspects = textOf(ASPECTS)) {
      values = read(other)
      look(aspects)
      changed(false)
      settle()
    },
    /**
     * Open another page, as it was left: Streamlit does so, without a reload, as if a person
     * went back to it.
     * @param {string} address beside this page's, with a query to open it otherwise
     */
    leave(address) {
      if (hasLeft) return
      hasLeft = true
      const { pathname, search } = new URL(address, location.href)
      lastLinks.set(path, whole())
      record(step + 1)
      const query = search || (lastLinks.get(pathname) ?? "")
      history.pushState({ [STEP]: step }, "", pathname + beside(query))
      window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }))
    },
    // How the film stands, by the link.
    film: () => Object.fromEntries(new URLSearchParams(film)),
    /**
     * Write into the link how the film stands.
     * @param {Record<string, string>} newFilm of its keys, those that are to be there
     */
    noteFilm(newFilm) {
      const text = filmOf(`${new URLSearchParams(newFilm)}`)
      if (isOver || hasLeft || text === film) return
      film = text
      write("replaceState")
    },
    /** One key of it, to be changed as a control's is. @param {string} key */
    aspect: (key) => ({
      get: () => values.get(key) ?? null,
      /** @param {string | null} text */
      set: (text) => set({ [key]: text }),
      settle,
    }),
    canUndo: () => step > 0,
    canRedo: () => step < newest(),
    close() {
      isOver = true
      window.removeEventListener("popstate", travel, true)
    },
  }
}

/**
 * A query whose pins and guess a person can read: "pins=lr:0.02+seed:3,lr:0.03&guess=3,2".
 * @param {string} query
 */
const legible = (query) =>
  query.replace(/(?<=^|&)(pins|guess)=[^&]*/g, (text) =>
    text.replace(/%3A/g, ":").replace(/%2C/g, ","),
  )

/**
 * What a link says of the film, as a query.
 * @param {string} search
 */
function filmOf(search) {
  const said = new URLSearchParams(search)
  const pairs = FILM.filter((key) => said.has(key)).map((key) => [key, said.get(key) ?? ""])
  return `${new URLSearchParams(pairs)}`
}

/**
 * What another made of a query, with what was done here meanwhile.
 * @param {string} base that both began with
 * @param {string} mine
 * @param {string} theirs which wins where both changed a key
 */
export function merged(base, mine, theirs) {
  const [before, here, there] = [base, mine, theirs].map((query) => new URLSearchParams(query))
  for (const key of new Set([...before.keys(), ...here.keys()])) {
    const value = here.get(key)
    if (there.get(key) !== before.get(key) || value === before.get(key)) continue
    if (value === null) there.delete(key)
    else there.set(key, value)
  }
  return `${there}`
}
