// What the page asks the server for.

/** @import { Encoded, Explanation, Film, PageData, Picture } from "./protocol.js" */

/**
 * A state of the page: its path with the query, the token of own data, and both as one.
 * @typedef {{ path: string, token: string | null, id: string }} Asked
 */

/**
 * The state of the widgets: the link's query, with what the sliders show.
 * @param {PageData} data
 * @param {[key: string, text: string][]} sliders
 * @returns {Asked}
 */
export function stateOf({ page, query, token }, sliders) {
  const state = new URLSearchParams(query)
  for (const [key, text] of sliders) state.set(key, text)
  state.sort() // one state, one request
  return { path: `${page}?${state}`, token, id: `${state} ${token}` }
}

/** The server's words for why a request is refused, now and whenever it is made again. */
export class Refusal extends Error {}

/**
 * @param {Asked} asked
 * @returns {Promise<Picture>}
 */
export const fetchPicture = (asked) => fetchJson("figures", asked)

/**
 * @param {Asked} asked
 * @returns {Promise<Film<Encoded>>}
 */
export const fetchFilm = (asked) => fetchJson("films", asked)

/**
 * @param {Asked} asked
 * @param {AbortSignal} signal
 * @returns {Promise<Explanation>}
 */
export const fetchExplanation = (asked, signal) => fetchJson("explanations", asked, signal)

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
 * Let own data go, with the page that they came with.
 * @param {string} token
 */
export function forget(token) {
  navigator.sendBeacon(new URL("forgotten", document.baseURI), token)
}

// By which the server tells those of one address apart, so that each has their turn.
const PAGE = `${Math.random()}`

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
  const response = await send(kind, asked, { signal })
  if (response.ok) return response.json()
  if ([400, 410].includes(response.status)) throw new Refusal((await response.json()).error)
  throw new Error(`answer ${response.status}`)
}

/**
 * What came of a request, if something did.
 * @template T
 * @param {PromiseSettledResult<T>} settled
 */
export const gained = (settled) => (settled.status === "fulfilled" ? settled.value : undefined)

/**
 * @param {PromiseSettledResult<unknown>} settled
 * @returns {settled is PromiseRejectedResult}
 */
export const isLost = (settled) => settled.status === "rejected"
