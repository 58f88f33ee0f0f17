// A sweep from the server: lines of JSON, as its parts are made.

import { PAGE } from "./server.js"

/** @import { Sweep } from "./protocol.js" */

/**
 * @param {string} path
 * @param {URLSearchParams} query
 * @param {string | null} token of own data
 * @param {AbortSignal} [signal]
 */
async function asked(path, query, token, signal) {
  const url = new URL(`sweeps/${path}?${query}`, document.baseURI)
  const headers = { "Jaxreg-Page": PAGE, ...(token && { "Jaxreg-Data": token }) }
  const response = await fetch(url, { headers, signal })
  if (response.ok) return response
  const answer = await response.json().catch(() => ({}))
  const [first] = answer.errors ?? []
  const words = first ? `${first.field}=${first.value}: ${first.allowed}` : capital(answer.error)
  throw new Error(words ? ended(words) : `The server answers ${response.status}.`)
}

const capital = (text = "") => text.slice(0, 1).toUpperCase() + text.slice(1)
const ended = (/** @type {string} */ text) => text.replace(/(?<![.?!])$/, ".")

/**
 * The sweep, again and again, with more and more of its rows.
 * @param {string} page
 * @param {URLSearchParams} query
 * @param {string | null} token
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Sweep>}
 */
export async function* openSweep(page, query, token, signal) {
  const response = await asked(page, query, token, signal)
  /** @type {Sweep | undefined} */
  let sweep
  for await (const line of linesOf(response)) {
    const told = JSON.parse(line)
    if (told.error) throw new Error(told.error)
    if (!sweep) sweep = { ...told, done: 0, columns: {} }
    else if (told.said) sweep.said = told.said
    else grow(sweep, told)
    yield/** @type {Sweep} */ (sweep)
  }
}

/**
 * Take a part of the rows in. A part has a column for each weight of its own runs alone, so
 * other rows may lack it, as they lack what is not finite.
 * @param {Sweep} sweep
 * @param {Pick<Sweep, "columns"> & { start: number }} part
 */
function grow(sweep, { start, columns }) {
  sweep.done = start + Object.values(columns)[0].length
  for (const name of new Set([...Object.keys(sweep.columns), ...Object.keys(columns)])) {
    sweep.columns[name] ??= []
    const column = sweep.columns[name]
    while (column.length < start) column.push(null)
    column.push(...(columns[name] ?? []))
    while (column.length < sweep.done) column.push(null)
  }
}

/** @param {Response} response */
async function* linesOf(response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done) return
    const lines = (rest + value).split("\n")
    rest = lines.pop() ?? ""
    yield* lines
  }
}

/**
 * @param {string} page
 * @param {URLSearchParams} query
 * @param {string | null} token
 * @param {string} kind
 */
export async function fetchTable(page, query, token, kind) {
  return (await asked(`${page}.${kind}`, query, token)).blob()
}
