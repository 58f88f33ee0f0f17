// What is saved as one HTML file, which opens without a server or a network, and plays: our
// own modules and style, and the numbers.

import { bundle } from "./bundle.js"
import { pack, unpack } from "./pack.js"

/** @import { Scene } from "./scenes.js" */

const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
const GROUND = "body { background: var(--st-background-color); color: var(--st-text-color) }"
const SURFACE = "The surface is a picture here: its mark moves, but it cannot be turned."
const GUESS = "The dotted line is a guess, which was drawn by hand."
const EXPLAINING = "The charts of the explanation are pictures here: they take no clicks."

/**
 * A film.
 * @param {{ title: string, words: string, link: string }} heading
 * @param {Scene[]} scenes
 * @param {Element} root whose theme the file has
 */
export function filmPage(heading, scenes, root) {
  const saved = { ...heading, notes: notesOf(scenes), scenes }
  return writePage(heading.title, "offline.js", saved, root)
}

/**
 * A page that opens what was saved.
 * @param {string} title
 * @param {string} entry the module that does so, by its function "open"
 * @param {unknown} saved what it is called with
 * @param {Element} root whose theme the page has
 */
export async function writePage(title, entry, saved, root) {
  const asset = async (/** @type {string} */ name) =>
    (await fetch(new URL(name, import.meta.url))).text()
  const [style, script] = await Promise.all([asset("style.css"), bundle(entry, asset)])

  const packed = await pack({
    style: style.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " "),
    script: `${script}\nmodules["${entry}"].open(${JSON.stringify(saved)})`,
  })

  const page = document.implementation.createHTMLDocument(title)
  page.documentElement.lang = "en"
  page.documentElement.setAttribute("style", theme(style, root))
  page.body.className = "jr-saved"
  const add = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
    const added = page.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) added.setAttribute(name, value)
    const parent = tag === "script" ? page.body : page.head
    return parent.appendChild(added)
  }
  page.head.prepend(add("meta", { charset: "utf-8" }))
  add("meta", { name: "viewport", content: "width=device-width" })
  add("meta", { "http-equiv": "Content-Security-Policy", content: POLICY })
  add("style", {}).textContent = GROUND
  add("script", {}).textContent = `(${unpack})("${packed}")`
  const text = `<!doctype html>\n${page.documentElement.outerHTML}`
  return new Blob([text], { type: "text/html" })
}

/**
 * What of the page is not in the file.
 * @param {Scene[]} scenes
 */
export function notesOf(scenes) {
  const pictures = scenes.map(({ picture }) => picture)
  const figures = pictures.flatMap((picture) => Object.values(picture.figures))
  return [
    ...(figures.some(({ layout }) => layout.scene) ? [SURFACE] : []),
    ...(scenes.some(({ guess }) => guess) ? [GUESS] : []),
    ...(pictures.some(({ explanation }) => hasAny(explanation?.figures)) ? [EXPLAINING] : []),
  ]
}

const hasAny = (/** @type {object} */ parts = {}) => Object.keys(parts).length > 0

/**
 * The values that a style asks of Streamlit's theme, as a style.
 * @param {string} style
 * @param {Element} root
 */
function theme(style, root) {
  const given = getComputedStyle(root)
  const names = new Set(style.match(/--st-[\w-]+/g))
  return [...names].map((name) => `${name}: ${given.getPropertyValue(name)}`).join("; ")
}
