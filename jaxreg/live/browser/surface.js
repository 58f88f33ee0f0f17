// Where a point of a 3-D surface stands on the screen.

/** @import { FullLayout } from "./plotly-types.js" */
/** @import { Axis, Figure, Numbers, Trace } from "./protocol.js" */

/**
 * Marks on a chart's surface as marks in the plane of the screen, and the axes of that.
 * Without WebGL there is no surface, and Plotly says so in its place.
 * @param {FullLayout} layout
 * @param {Figure} figure
 * @param {Trace[]} marks
 * @returns {[Trace[], Omit<FullLayout, "scene">]}
 */
export function onScreen(layout, { data }, marks) {
  const { glplot, dataScale } = layout.scene._scene
  const camera = glplot?.cameraParams
  const surface = data.find(({ type }) => type === "surface")
  /** @type {Axis} */
  const axes = { range: [-1, 1], type: "linear" }
  const flat = !(camera && surface)
    ? []
    : marks.map((mark) => {
        const at = [mark.x[0], mark.y[0], heightAt(surface, mark.x[0], mark.y[0])]
        const scaled = at.map((value, k) => value * dataScale[k])
        const { model, view, projection } = camera
        const [x, y, , depth] = [model, view, projection].reduce(transform, [...scaled, 1])
        const marker = mark.marker && { ...mark.marker, size: 13 }
        return { ...mark, marker, x: [x / depth], y: [y / depth], type: "scatter", isOver: true }
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
 * The height of the surface, between its grid's points.
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
  const low = Math.min(Math.max(Math.floor(place), 0), last - 1)
  return [low, place - low]
}
