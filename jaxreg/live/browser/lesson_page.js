// A lesson as one HTML file: its cards, and the pictures and films that they show.

import { decodeFigure, decodeFilm, frameAt } from "./film.js"
import { notesOf, writePage } from "./film_page.js"
import { concealed } from "./hide.js"
import { drawScene } from "./scenes.js"
import { fetchMeasure, fetchWhole, stateOf } from "./server.js"
import { thinned } from "./thin.js"

/** @import { Card, Encoded, Lesson, Measure, PageTable } from "./protocol.js" */
/** @import { Scene } from "./scenes.js" */
/** @import { Seen } from "./sheet.js" */
/** A card before its answer and after: which scenes are shown, by their numbers; and what a
 * guess is measured by.
 * @typedef {{ show: number, reveal: number, measure: Measure<Encoded> | null }} Shows
 * @typedef {{ lesson: Lesson, shows: Shows[], scenes: Omit<Scene, "template">[],
 *   pages: Record<string, Pick<PageTable, "controls" | "hidden">>, link: string,
 *   template: Scene["template"], notes: string[] }} SavedLesson */

/**
 * @param {Lesson} lesson
 * @param {Record<string, PageTable>} tables of all pages
 * @param {Seen} seen a chart of the page, for its look
 * @param {Element} root whose theme the file has
 * @param {(words: string) => void} say what is being done
 */
export async function lessonPage(lesson, tables, seen, root, say) {
  const { template } = seen
  /** @type {Map<string, { at: number, scene: Scene }>} */
  const drawn = new Map()
  const pages = Object.fromEntries(
    [...new Set(lesson.cards.map(({ page }) => page))].map((page) => {
      const { controls, hidden } = tables[page]
      return [page, { controls: controls.filter(({ name }) => name === "learning_rate"), hidden }]
    }),
  )

  /**
   * The number of a scene; equal ones are drawn once.
   * @param {Card} card
   * @param {string} query
   * @param {string[]} hide
   */
  async function numberOf({ page, main }, query, hide) {
    const asked = stateOf({ page, token: null }, withoutFilm(query))
    const whole = await fetchWhole(asked)
    // Of a surface there is an image, which leaves out what is hidden.
    const isSurface = Object.values(whole.picture.figures).some(({ layout }) => layout.scene)
    const key = [asked.path, main, ...(isSurface ? hide : [])].join()
    const known = drawn.get(key)
    if (known) return known.at
    const at = drawn.size
    drawn.set(key, {
      at,
      scene: await draw(whole, main, seen, concealed(tables[page].hidden, hide)),
    })
    return at
  }

  const shows = []
  for (const [k, card] of lesson.cards.entries()) {
    say(`Saving “${lesson.title}”: card ${k + 1} of ${lesson.cards.length} …`)
    const show = await numberOf(card, card.show, card.hide)
    const answer = stateOf({ page: card.page, token: null }, withoutFilm(card.reveal))
    const measure = card.commit === "line" ? await fetchMeasure(answer) : null
    shows.push({ show, reveal: await numberOf(card, card.reveal, []), measure })
  }
  const scenes = [...drawn.values()].map(({ scene }) => scene)
  const notes = notesOf(scenes)
  const bare = scenes.map(({ template: _, ...scene }) => scene)
  /** @type {SavedLesson} */
  const saved = { lesson, shows, scenes: bare, pages, template, link: location.href, notes }
  return writePage(lesson.title, "offline_lesson.js", saved, root)
}

/**
 * @param {Awaited<ReturnType<typeof fetchWhole>>} whole
 * @param {string} main the large chart
 * @param {Seen} seen
 * @param {ReturnType<typeof concealed>} isConcealed
 */
async function draw(whole, main, seen, isConcealed) {
  const { picture, film } = thinned(whole)
  const frame = frameAt(decodeFilm(picture.film), 0)
  const others = Object.keys(picture.figures).filter((name) => name !== main)
  const all = [main, ...others].map((name) => {
    const { data, layout } = decodeFigure(picture.figures[name])
    const shown = layout.scene ? data.filter((trace) => !isConcealed(trace)) : data
    const figure = { data: shown, layout }
    return /** @type {const} */ ([name, { ...seen, figure, frame, place: {} }])
  })
  return drawScene(picture, film, new Map(all))
}

/** @param {string} query of a card, which says where its film begins */
function withoutFilm(query) {
  const model = new URLSearchParams(query)
  for (const key of ["epoch", "play"]) model.delete(key)
  return `${model}`
}
