import assert from "node:assert/strict"
import { test } from "node:test"
import { heightAt, onScreen } from "../../../jaxreg/live/browser/surface.js"
import { assertClose, cases } from "./cases.js"

test("the height between a grid's points is SciPy's", () => {
  for (const { grid, places, heights } of cases.surface.heights) {
    const found = places.map((/** @type {[number, number]} */ [x, y]) => heightAt(grid, x, y))
    assertClose(found, heights, "heights", 1e-9)
  }
})

test("a mark stands where the camera sees it", () => {
  for (const { scene, mark, expected } of cases.surface.cameras) {
    const layout = { _size: { l: 0, t: 0, w: 1, h: 1 }, scene: { _scene: scene } }
    const [[found], axes] = onScreen(/** @type {any} */ (layout), [mark])
    assertClose([found.x[0], found.y[0]], expected, "place", 1e-9)
    assert.deepEqual(axes.xaxis.range, [-1, 1])
  }
})

test("without WebGL there is no mark", () => {
  const { mark } = cases.surface.cameras[0]
  const layout = /** @type {any} */ ({ _size: {}, scene: { _scene: { dataScale: [1, 1, 1] } } })
  const [marks] = onScreen(layout, [mark])
  assert.deepEqual(marks, [])
})
