import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { bundle } from "../../../jaxreg/live/browser/bundle.js"

/** @type {Record<string, string>} */
const MODULES = {
  "main.js": `// What it is for.

import { double as twice, THREE } from "./numbers.js"
import * as words from "./words.js"
import {
  Word,
  said,
} from "./words.js"

/**
 * A comment.
 * @param {number} n
 */
export function answer(n) {
  // why
  return [twice(n), THREE, words.hello, said(new Word("w"))].join()
}
`,
  "numbers.js": `export const THREE = 3
export const double = (n) => 2 * n
`,
  "words.js": `import { THREE } from "./numbers.js"
export const hello = "// no comment".slice(THREE)
export class Word {
  constructor(text) {
    this.text = text
  }
}
export async function later() {}
export const said = ({ text }) => text + text
`,
}

const read = async (/** @type {string} */ name) => MODULES[name]

test("a bundle runs as its modules do, and holds each once", async () => {
  const script = await bundle("main.js", read)
  const modules = new Function(`${script}\nreturn modules`)()
  assert.equal(modules["main.js"].answer(4), "8,3,no comment,ww")
  assert.deepEqual(Object.keys(modules), ["numbers.js", "words.js", "main.js"])
  assert.equal(modules["words.js"].later.constructor.name, "AsyncFunction")
  assert.ok(!/A comment|why|What it/.test(script))
})

test("modules that import each other are refused", async () => {
  const circle = { "a.js": 'import { b } from "./b.js"\n', "b.js": 'import { a } from "./a.js"\n' }
  const load = async (/** @type {string} */ name) => circle[/** @type {"a.js"} */ (name)]
  await assert.rejects(bundle("a.js", load), /a.js imports itself/)
})

test("of our own modules nothing is left that only a module may have", async () => {
  const folder = new URL("../../../jaxreg/live/browser/", import.meta.url)
  const script = await bundle("offline.js", (name) => readFile(new URL(name, folder), "utf-8"))
  assert.doesNotMatch(script, /^(import|export)\b|import\.meta|<\/script/m)
  new Function(script) // it can be read
})
