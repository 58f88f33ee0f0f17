// What the page asks the server for.

/** @import { Encoded, Explanation, Figure, Film, Measure, PageData, Picture } from "./protocol.js" */

/**
 * A state of the page: its path with the query, the token of own data, and both as one.
 * @typedef {{ path: string, token: string | null, id: string }} Asked
 */

/**
 * A scenario, from own data if it is of these.
 * @param {Pick<PageData, "page" | "token">} data
 * @param {string} query
 * @returns {Asked}
 */
export function stateOf({ page, token }, query) {
  const state = new URLSearchParams(query)
  state.sort() // one state, one request
  return { path: `${page}?${state}`, token, id: `${state} ${token}` }
}

/** The server's words for why a request is refused, now and whenever it is made again. */
export class Refusal extends Error {}

/** @type {{ path: string, picture: Promise<Picture> } | undefined} One that was begun early. */
let early

/**
 * Begin to fetch a picture before there is a page to show it.
 * @param {Asked} asked
 */
export function fetchEarly(asked) {
  early = { path: asked.path, picture: fetchJson("figures", asked) }
  early.picture.catch(() => {}) // whoever takes it hears of it
}

/**
 * @param {Asked} asked
 * @returns {Promise<Picture>}
 */
export function fetchPicture(asked) {
  const begun = early
  early = undefined
  return begun && begun.path === asked.path ? begun.picture : fetchJson("figures", asked)
}

/**
 * @param {Asked} asked
 * @returns {Promise<Film<Encoded>>}
 */
export const fetchFilm = (asked) => fetchJson("films", asked)

/**
 * @param {Asked} asked
 * @returns {Promise<Measure<Encoded>>}
 */
export const fetchMeasure = (asked) => fetchJson("measures", asked)

/**
 * The points of a state as a link has them, or why it cannot.
 * @param {Asked} asked
 * @returns {Promise<{ points: string | null, fault: string }>} a fault beside points is what to
 *   know before they are taken
 */
export const fetchPoints = (asked) => fetchJson("points", asked)

/**
 * @param {Asked} asked
 * @param {AbortSignal} signal
 * @returns {Promise<Explanation>}
 */
export const fetchExplanation = (asked, signal) => fetchJson("explanations", asked, signal)

/**
 * The landscape of a picture at an epoch.
 * @param {Asked} asked
 * @param {number} epoch
 * @param {AbortSignal} signal
 * @returns {Promise<Figure>}
 */
export const fetchLandscape = ({ path, ...asked }, epoch, signal) =>
  fetchJson("landscapes", { ...asked, path: `${path}&epoch=${epoch}` }, signal)

/**
 * All of a picture and its film, also an explanation that is a slow one.
 * @param {Asked} asked
 */
export async function fetchWhole(asked) {
  const [picture, film, explanation] = await Promise.all([
    fetchPicture(asked),
    fetchFilm(asked),
    fetchExplanation(asked, new AbortController().signal),
  ])
  picture.explanation ??= explanation
  return { picture, film }
}

/**
 * A run as CSV.
 * @param {Asked} asked
 */
export async function fetchRun({ path, ...asked }) {
  return (await fetched("runs", { ...asked, path: path.replace("?", ".csv?") })).blob()
}

/**
 * Look for the data of a request, which may be gone.
 * @param {Asked} asked
 * @throws {Refusal} they are
 */
export async function lookForData(asked) {
  const { status } = await send("figures", asked, { method: "HEAD" })
  if (status === 410) await fetchPicture(asked) // which has the words
}

/**
 * Let own data go with the page that they came with: one that is closed or loaded anew takes
 * them along; one that the browser keeps may come back to them. Returns what ends it.
 * @param {() => string | null} token
 */
export function forgetAtLast(token) {
  const leave = (/** @type {PageTransitionEvent} */ { persisted }) => {
    const gone = token()
    if (gone && !persisted) navigator.sendBeacon(new URL("forgotten", document.baseURI), gone)
  }
  window.addEventListener("pagehide", leave, true)
  return () => window.removeEventListener("pagehide", leave, true)
}

// By which the server tells those of one address apart, so that each has their turn.
export const PAGE = `${Math.random()}`

/**
 * @param {string} kind
 * @param {Asked} asked
 * @param {RequestInit} options
 */
function send(kind, { path, token }, options) {
  const url = new URL(`${kind}/${path}`, document.baseURI)
  const headers = { "Jaxreg-Page": PAGE, ...(token && { "Jaxreg-Data": token }) }
  return fetch(url, { ...options, headers })
}

/**
 * @param {string} kind
 * @param {Asked} asked
 * @param {AbortSignal} [signal]
 */
async function fetchJson(kind, asked, signal) {
  return (await fetched(kind, asked, signal)).json()
}

/**
 * @param {string} kind
 * @param {Asked} asked
 * @param {AbortSignal} [signal]
 */
async function fetched(kind, asked, signal) {
  const response = await send(kind, asked, { signal })
  if (response.ok) return response
  if ([400, 410].includes(response.status)) throw new Refusal(wordsOf(await response.json()))
  throw new Error(`answer ${response.status}`)
}

/**
 * @param {{ error: string, errors?: { field: string, value: string, allowed: string }[] }} told
 */
function wordsOf({ error, errors = [] }) {
  const all = errors.map(({ field, value, allowed }) => `${field}=${value}: ${allowed}`)
  return all.join("; ") || error
}

/**
 * What came of a request, if something did.
 * @template T
 * @param {PromiseSettledResult<T>} settled
 */
export const gained = (settled) => (settled.status === "fulfilled" ? settled.value : undefined)

/**
 * @param {PromiseSettledResult<unknown> | null} settled
 * @returns {settled is PromiseRejectedResult}
 */
export const isLost = (settled) => settled?.status === "rejected"
