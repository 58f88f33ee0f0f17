// Text, lines and background of the charts as Streamlit's theme has them.

// Here, as Plotly would take one in a figure's own layout for an order to turn back.
const CAMERA = { eye: { x: 2, y: -2.1, z: 1.4 } }

/** @typedef {ReturnType<typeof themeTemplate>} Template */

/**
 * @param {Element} root
 * @param {number} size of letters, in pixels
 */
export function themeTemplate(root, size) {
  const style = getComputedStyle(root)
  const theme = (/** @type {string} */ name) => style.getPropertyValue(`--st-${name}`).trim()
  const axis = {
    gridcolor: theme("border-color-light") || theme("border-color"),
    zerolinecolor: theme("border-color"),
    zerolinewidth: 2,
    linecolor: theme("border-color"),
    // Plotly would else measure every label at every redraw.
    ticklabeloverflow: "allow",
    tickangle: 0,
    nticks: 6,
  }
  const background = theme("background-color")
  const spatial = { ...axis, backgroundcolor: background, showbackground: false }
  const layout = {
    font: { family: theme("font"), size, color: theme("text-color") },
    paper_bgcolor: background,
    plot_bgcolor: background,
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: spatial, yaxis: spatial, zaxis: spatial, camera: CAMERA },
    legend: { font: { size } },
    hoverlabel: { font: { size } },
    modebar: {
      bgcolor: "rgba(0,0,0,0)",
      color: theme("text-color"),
      activecolor: theme("primary-color"),
    },
  }
  return { layout }
}

const COLOURS = [
  ...["text-color", "background-color", "secondary-background-color", "primary-color"],
  ...["border-color", "base-radius", "button-radius"],
]

/**
 * Let an element elsewhere on the page use the theme's colours, which Streamlit gives to its
 * component alone.
 * @param {Element} root the component's
 * @param {HTMLElement} other
 */
export function lendTheme(root, other) {
  const style = getComputedStyle(root)
  for (const name of COLOURS)
    other.style.setProperty(`--st-${name}`, style.getPropertyValue(`--st-${name}`))
}
