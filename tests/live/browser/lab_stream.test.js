import assert from "node:assert/strict"
import { test } from "node:test"

test("rows that lack a column of others keep their places", async () => {
  const lines = [
    { axes: ["degree"], num_runs: 5 },
    { start: 0, columns: { degree: [1, 2], W: [3, null], W2: [null, 4] } },
    { start: 2, columns: { degree: [1, 1], W: [5, 6] } },
    { start: 4, columns: { degree: [3], W: [7], W2: [8], W3: [9] } },
    { said: "5 runs" },
  ]
  Object.assign(globalThis, { document: { baseURI: "http://localhost/lab" } })
  globalThis.fetch = async () =>
    new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
  const { openSweep } = await import("../../../jaxreg/live/browser/lab_stream.js")
  const done = []
  let last
  const query = new URLSearchParams()
  for await (const sweep of openSweep("linear", query, null, new AbortController().signal)) {
    done.push(sweep.done)
    last = sweep
  }
  assert.deepEqual(done, [0, 2, 4, 5, 5])
  assert.deepEqual(last?.columns, {
    degree: [1, 2, 1, 1, 3],
    W: [3, null, 5, 6, 7],
    W2: [null, 4, null, null, 8],
    W3: [null, null, null, null, 9],
  })
})
