// Numbers as texts, as display/numbers.py writes them.

const SMALLEST = 2 ** -126 // of float32, in full precision
const LARGEST = (2 - 2 ** -23) * 2 ** 127

/**
 * A number, rounded to float32 unless it is too large or too small for it.
 * @param {number} value
 * @param {import("./protocol.js").Digits} digits
 */
export function number(value, digits) {
  if (!Number.isFinite(value)) return "–"
  return digits === "four" ? four(value) : exact(value)
}

/**
 * A share or a probability: below 1, it is not rounded to 1.
 * @param {number} value
 * @param {import("./protocol.js").Digits} digits
 */
export function share(value, digits) {
  const text = number(value, digits)
  if (!(value < 1) || Number(text) !== 1) return text
  return digits === "four" ? ">0.9999" : ">0.9999999"
}

/**
 * As NumPy writes a float32: the shortest text that gives it back. What float32 cannot
 * hold has seven digits.
 * @param {number} value
 */
function exact(value) {
  const text = shortest(value)
  const size = Math.abs(Math.fround(value))
  if (value === 0 || (size >= 1e-4 && size < 1e6)) {
    const plain = (value && Number(text)).toLocaleString("en", PLAIN) // -0 stays -0
    return plain.includes(".") ? plain : `${plain}.0`
  }
  return padded(text)
}

/** @param {number} value */
function four(value) {
  if (value === 0) return "0"
  const size = Math.abs(value)
  const nearest = size < SMALLEST || size > LARGEST ? value : Math.fround(value)
  const text = nearest.toExponential(3)
  const power = Number(text.split("e")[1])
  if (power < -4 || power > 5) return padded(text)
  // Of the rounded one: toFixed of the other might round a second time, elsewhere.
  return Number(text).toFixed(Math.max(3 - power, 0))
}

/**
 * A power of ten with two digits, as Python has it.
 * @param {string} text
 */
function padded(text) {
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
