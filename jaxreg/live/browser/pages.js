// The pages' controls, defaults and presets, as Python has them.

/** @import { PageTable } from "./protocol.js" */

/** @type {Record<string, PageTable>} */
export const PAGES = await (await fetch(new URL("pages.json", import.meta.url))).json()

/** @param {string} page the first of which has the folder's own address */
export const addressOf = (page) => (page === Object.keys(PAGES)[0] ? "./" : page)

/** The key of a control in a link. @param {string} page @param {string} name */
export const keyOf = (page, name) =>
  PAGES[page]?.controls.find((one) => one.name === name)?.key ?? ""
