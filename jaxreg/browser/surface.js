// Where a point of a 3-D surface stands on the screen.

// Marks on a chart's surface as marks in the plane of the screen, and the axes of that.
// Without WebGL there is no surface, and Plotly says so in its place.
export function onScreen(layout, { data }, marks) {
  const { glplot, dataScale } = layout.scene._scene
  if (!glplot?.cameraParams) marks = []
  const surface = data.find(({ type }) => type === "surface")
  const axes = { range: [-1, 1], type: "linear" }
  const flat = marks.map((mark) => {
    const at = [mark.x[0], mark.y[0], heightAt(surface, mark.x[0], mark.y[0])]
    const scaled = at.map((value, k) => value * dataScale[k])
    const { model, view, projection } = glplot.cameraParams
    const [x, y, , depth] = [model, view, projection].reduce(transform, [...scaled, 1])
    const marker = { ...mark.marker, size: 13 }
    return { ...mark, marker, x: [x / depth], y: [y / depth], type: "scatter", isOver: true }
  })
  return [flat, { xaxis: axes, yaxis: axes, _size: layout._size }]
}

// A column-major 4 x 4 matrix times a vector.
function transform(vector, matrix) {
  return [0, 1, 2, 3].map((row) =>
    vector.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0))
}

// The height of the surface, between its grid's points.
function heightAt({ x, y, z }, atX, atY) {
  const [i, u] = cell(x, atX)
  const [j, v] = cell(y, atY)
  const along = (row) => (1 - u) * row[i] + u * row[i + 1]
  return (1 - v) * along(z[j]) + v * along(z[j + 1])
}

function cell(grid, value) {
  const place = ((value - grid[0]) / (grid.at(-1) - grid[0])) * (grid.length - 1)
  const low = Math.min(Math.max(Math.floor(place), 0), grid.length - 2)
  return [low, place - low]
}
