// The menu of lessons: those that there are, and one from a file.

import { pickFile } from "./card.js"
import { lessons, loadLessons } from "./lessons.js"

/** @import { createMenu } from "./menu.js" */

/**
 * @param {ReturnType<typeof createMenu>} menu to fill, once the lessons are there
 * @param {(name: string) => void} open
 * @param {(file: File) => void} choose
 */
export async function fillLessons(menu, open, choose) {
  await loadLessons()
  menu.clear()
  for (const { name, title, look } of lessons()) menu.add(title, () => open(name), look)
  menu.add("Open a lesson file …", () => pickFile(choose), "Your own questions, as the docs say.")
}
