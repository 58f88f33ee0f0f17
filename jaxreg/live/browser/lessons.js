// The lessons: those of the server, and one from a file, which this browser keeps.

/** @import { Card, Lesson } from "./protocol.js" */

export const OWN = "own" // what a link calls the lesson from a file
const KEPT = "jaxreg lesson"

/** @type {Promise<Lesson[]> | undefined} */
let asked
/** @type {Lesson[]} */
let ofServer = []
/** @type {Lesson | undefined} */
let own = kept()

/** The lessons that are there by now, in their order. */
export const lessons = () => (own ? [...ofServer, own] : ofServer)

/** Fetch the lessons of the server, once. */
export async function loadLessons() {
  asked ??= fetch(new URL("lessons.json", import.meta.url)).then((answer) => answer.json())
  try {
    ofServer = await asked
  } catch {
    asked = undefined // to be asked for again
  }
}

/**
 * Read a lesson from a file, and keep it.
 * @param {File} file
 * @returns {Promise<string>} what is wrong with it, or ""
 */
export async function openLesson(file) {
  let answer
  try {
    answer = await fetch(new URL("lessons", document.baseURI), { method: "POST", body: file })
  } catch {
    return `“${file.name}” did not reach the server. Open it again in a minute.`
  }
  const told = await answer.json().catch(() => ({ error: "The server could not read it." }))
  if (!answer.ok) return `“${file.name}” could not be read as a lesson. ${told.error}`
  own = told
  try {
    localStorage.setItem(KEPT, JSON.stringify(own))
  } catch {
    // Then it stays until the page is loaded anew.
  }
  return ""
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null") ?? undefined
  } catch {
    return undefined
  }
}

/**
 * The card that a link names, if it is there.
 * @param {(key: string) => string | null} get a value of the link
 * @returns {{ lesson: Lesson, card: Card, number: number, isRevealed: boolean } | undefined}
 */
export function cardOf(get) {
  const lesson = lessons().find(({ name }) => name === get("lesson"))
  if (!lesson) return undefined
  const number = Math.min(Math.max(Math.round(Number(get("card"))) || 1, 1), lesson.cards.length)
  const isRevealed = get("revealed") === "1"
  return { lesson, card: lesson.cards[number - 1], number, isRevealed }
}

/**
 * What the link of a card says of it.
 * @param {string} name the lesson's
 * @param {number} number
 * @param {boolean} isRevealed
 */
export function aspectsOf(name, number, isRevealed) {
  return `lesson=${encodeURIComponent(name)}&card=${number}${isRevealed ? "&revealed=1" : ""}`
}

/**
 * Give a card's link that names no scenario the card's own, and open its page if it is
 * another.
 * @param {string} page
 * @param {string[]} keys of the page's scenario
 * @param {string} query that the page has without a card
 * @param {(page: string) => string} addressOf a page
 * @returns {string} the query to begin with
 */
export function openedQuery(page, keys, query, addressOf) {
  const { search, pathname, hash } = location
  const link = new URLSearchParams(search)
  const named = cardOf((key) => link.get(key))
  if (!named || keys.some((key) => link.has(key))) return query
  const { card, isRevealed } = named
  if (card.page !== page) location.replace(addressOf(card.page) + search)
  const own = isRevealed ? card.reveal : card.show
  if (own) history.replaceState(history.state, "", `${pathname}${search}&${own}${hash}`)
  return own
}
