// Some of our modules as one plain script, for a page that opens from a file: there a
// browser loads no modules.

const IMPORT = /^import (\{[^}]*\}|\* as \w+) from "\.\/([\w.]+)"\n/gm
const EXPORT = /^export (?=(?:async )?(?:function|const|class) (\w+))/gm
const COMMENT = /^ *(?:\/\/.*|\/\*\*[\s\S]*?\*\/)\n/gm

/**
 * A script that runs a module, and before it what that imports: each is a function's answer
 * in `modules`, by its name.
 * @param {string} entry
 * @param {(name: string) => Promise<string>} read the source of a module
 */
export async function bundle(entry, read) {
  /** @type {Map<string, string | null>} */
  const written = new Map() // null: those that it imports come first
  await add(entry)
  return ["const modules = {}", ...written.values()].join("\n")

  /** @param {string} name */
  async function add(name) {
    if (written.get(name) === null) throw new Error(`${name} imports itself`)
    if (written.has(name)) return
    written.set(name, null)
    const source = await read(name)
    for (const [, , other] of source.matchAll(IMPORT)) await add(other)
    written.delete(name) // it is the last one now
    written.set(name, asFunction(name, source))
  }
}

/**
 * @param {string} name
 * @param {string} source
 */
function asFunction(name, source) {
  const exported = [...source.matchAll(EXPORT)].map(([, one]) => one)
  const body = source
    .replace(IMPORT, (_, what, other) => `const ${asNames(what)} = modules["${other}"]\n`)
    .replace(EXPORT, "")
    .replace(COMMENT, "")
    .replace(/^ +/gm, "")
  return `modules["${name}"] = (() => {\n${body}return { ${exported.join(", ")} }\n})()`
}

/** @param {string} what a module imports of another */
const asNames = (what) => what.replace("* as ", "").replaceAll(" as ", ": ")
