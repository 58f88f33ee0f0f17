// Where a point of a 3-D surface stands on the screen.

/** @import { FullLayout, Ground } from "./plotly-types.js" */
/** @import { Axis, Numbers, Trace } from "./protocol.js" */

/**
 * Marks in space as marks in the plane of the screen, and the axes of that. Without WebGL
 * there is no surface, and Plotly says so in its place.
 * @param {FullLayout} layout
 * @param {Trace[]} marks
 * @returns {[Trace[], Ground]}
 */
export function onScreen(layout, marks) {
  const { glplot, dataScale } = layout.scene._scene
  const camera = glplot?.cameraParams
  /** @type {Axis} */
  const axes = { range: [-1, 1], type: "linear" }
  const flat = !camera
    ? []
    : marks.map((mark) => {
        const place = [mark.x[0], mark.y[0], Number(mark.z[0])]
        const at = place.map((value, k) => value * dataScale[k])
        const { model, view, projection } = camera
        const [x, y, , depth] = [model, view, projection].reduce(transform, [...at, 1])
        const marker = mark.marker && { ...mark.marker, size: 13 }
        return { ...mark, marker, x: [x / depth], y: [y / depth] }
      })
  return [flat, { xaxis: axes, yaxis: axes, _size: layout._size }]
}

/**
 * A column-major 4 x 4 matrix times a vector.
 * @param {number[]} vector
 * @param {number[]} matrix
 */
function transform(vector, matrix) {
  return [0, 1, 2, 3].map((row) =>
    vector.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0),
  )
}

/**
 * The height of the surface, between its grid's points; beside it, that of its edge.
 * @param {{ x: Numbers, y: Numbers, z: Numbers[] }} surface
 * @param {number} atX
 * @param {number} atY
 */
export function heightAt({ x, y, z }, atX, atY) {
  const [i, u] = cell(x, atX)
  const [j, v] = cell(y, atY)
  const along = (/** @type {Numbers} */ row) => (1 - u) * row[i] + u * row[i + 1]
  return (1 - v) * along(z[j]) + v * along(z[j + 1])
}

/**
 * @param {Numbers} grid
 * @param {number} value
 */
function cell(grid, value) {
  const last = grid.length - 1
  const place = ((value - grid[0]) / (grid[last] - grid[0])) * last
  const inside = Math.min(Math.max(place, 0), last)
  const low = Math.min(Math.floor(inside), last - 1)
  return [low, inside - low]
}
