// Numbers as texts, as Python writes them.

const SMALLEST = 2 ** -126 // of float32, in full precision
const LARGEST = (2 - 2 ** -23) * 2 ** 127

/**
 * A float32 as NumPy writes it: the shortest text that gives it back. What float32 cannot
 * hold has seven digits, see report.number.
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return "–"
  const text = shortest(value)
  const size = Math.abs(Math.fround(value))
  if (value === 0 || (size >= 1e-4 && size < 1e6)) {
    const plain = (value && Number(text)).toLocaleString("en", PLAIN) // -0 stays -0
    return plain.includes(".") ? plain : `${plain}.0`
  }
  const [digits, power] = text.split("e")
  return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`
}

const PLAIN = { useGrouping: false, maximumFractionDigits: 20 }

/** @param {number} value */
function shortest(value) {
  const size = Math.abs(value)
  if (value && (size < SMALLEST || size > LARGEST))
    return value.toExponential(6).replace(/\.?0+e/, "e")
  const nearest = Math.fround(value)
  for (let digits = 0; digits < 8; digits++) {
    const text = nearest.toExponential(digits)
    if (Math.fround(Number(text)) === nearest) return text
  }
  return nearest.toExponential(8)
}

/**
 * Three digits, as ruler.short writes them.
 * @param {number} value
 */
export function short(value) {
  if (!(value < 1e30)) return ">1e30"
  const rounded = Number(value.toPrecision(3))
  if (rounded >= 1e-4 && rounded < 1e5) return `${rounded}`
  return value.toExponential(1).replace("e+", "e")
}
