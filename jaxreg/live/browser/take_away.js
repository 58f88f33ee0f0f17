// What a person can take away of the page, beside a chart alone.

import { saveFile } from "./files.js"
import { filmPage } from "./film_page.js"
import { lessonPage } from "./lesson_page.js"
import { drawScene } from "./scenes.js"
import { fetchRun, fetchWhole } from "./server.js"

/** @import { createElements } from "./elements.js" */
/** @import { Lesson, PageTable } from "./protocol.js" */
/** @import { Asked } from "./server.js" */
/** @import { createStage } from "./stage.js" */

/**
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {Record<string, PageTable>} pages
 * @param {string} title of the files
 * @param {() => Asked} request of what is shown
 * @param {() => Lesson | undefined} open the lesson that is
 * @returns {() => Record<string, () => void>} what there is by now, by its name in the menu
 */
export function takeAway({ root, trouble }, stage, pages, title, request, open) {
  /**
   * @param {string} what
   * @param {string} ending of the file
   * @param {() => Promise<Blob>} make
   * @param {string} [name] of the file
   */
  async function save(what, ending, make, name = title) {
    try {
      saveFile(await make(), `${name}.${ending}`)
      trouble.textContent = ""
    } catch (error) {
      trouble.textContent = `The ${what} could not be saved: ${/** @type {Error} */ (error).message}`
    }
  }

  async function makeFilm() {
    const { picture, film } = await fetchWhole(request())
    const scene = await drawScene(picture, film, stage.seenOfEnd(), stage.pinned(), stage.guessed())
    const words = root.querySelector(".jr-intro p")?.textContent ?? ""
    return filmPage({ title, words, link: location.href }, [scene], root)
  }

  /** @param {Lesson} lesson */
  function saveLesson(lesson) {
    const say = (/** @type {string} */ words) => (trouble.textContent = words)
    const make = () => lessonPage(lesson, pages, [...stage.seen().values()][0], root, say)
    save("lesson", "html", make, lesson.title)
  }

  return () => {
    const lesson = stage.isDrawn() && open()
    return {
      "All charts as PNG": () => stage.save("PNG", title),
      "All charts as SVG": () => stage.save("SVG", title),
      "Film as a web page": () => stage.isDrawn() && save("film", "html", makeFilm),
      ...(lesson && { "This lesson as a web page": () => saveLesson(lesson) }),
      "This run as CSV": () => save("run", "csv", () => fetchRun(request())),
      Print: () => print(),
    }
  }
}
