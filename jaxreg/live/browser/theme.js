// Text, lines and background of the charts as Streamlit's theme has them.

// Here, as Plotly would take one in a figure's own layout for an order to turn back.
const CAMERA = { eye: { x: 2, y: -2.1, z: 1.4 } }

/** @param {Element} root */
export function themeTemplate(root) {
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
    font: { family: theme("font"), size: 15, color: theme("text-color") },
    paper_bgcolor: background,
    plot_bgcolor: background,
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: spatial, yaxis: spatial, zaxis: spatial, camera: CAMERA },
    legend: { font: { size: 14 } },
    hoverlabel: { font: { size: 15 } },
    modebar: {
      bgcolor: "rgba(0,0,0,0)",
      color: theme("text-color"),
      activecolor: theme("primary-color"),
    },
  }
  return { layout }
}
