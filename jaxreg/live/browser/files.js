// Files that the browser makes, and saves where it saves others.

import { element } from "./elements.js"

/** @typedef {"PNG" | "SVG"} Format */

const SCALE = 2 // pixels for each unit of an SVG
const SMALL = 24_000 // letters of an image's address
const QUALITIES = [0.8, 0.6, 0.4, 0.2] // of which a small image has the first that will do
const KEPT_MS = 60_000 // for as long as a browser may ask where to

/**
 * @param {Blob} content
 * @param {string} name
 */
export function saveFile(content, name) {
  const link = element("a", "")
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}

/**
 * @param {SVGSVGElement} svg with a width and a height
 * @param {Format} format
 * @param {string} name without an ending
 */
export async function saveImage(svg, format, name) {
  const text = new XMLSerializer().serializeToString(svg)
  const drawn = new Blob([text], { type: "image/svg+xml" })
  saveFile(format === "SVG" ? drawn : await asPng(drawn), `${name}.${format.toLowerCase()}`)
}

/** @param {Blob} drawn an SVG */
async function asPng(drawn) {
  const canvas = await onCanvas(drawn)
  return /** @type {Promise<Blob>} */ (
    new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png"),
    )
  )
}

/**
 * A small image of an SVG, as an address that holds it.
 * @param {string} svg
 */
export async function rasterised(svg) {
  const canvas = await onCanvas(new Blob([svg], { type: "image/svg+xml" }))
  const images = QUALITIES.flatMap((quality) =>
    ["image/webp", "image/jpeg"].map((type) => canvas.toDataURL(type, quality)),
  )
  return images.find(({ length }) => length <= SMALL) ?? images[images.length - 1]
}

/** @param {Blob} drawn an SVG */
async function onCanvas(drawn) {
  const image = new Image()
  image.src = URL.createObjectURL(drawn) // a blob is what the page's policy permits
  await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject }))
  const canvas = element("canvas", "")
  canvas.width = SCALE * image.naturalWidth
  canvas.height = SCALE * image.naturalHeight
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  return canvas
}
