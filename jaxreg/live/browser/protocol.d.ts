// What Python sends and the browser reads, field by field: the component's data from
// jaxreg/page/live_figures.py, all else from jaxreg/live/routes.py.

/** An array on its way: base64 of its numbers, little-endian, as Plotly has it. */
export interface Encoded {
  dtype: "f4" | "f8"
  bdata: string
  /** "rows, columns" of a matrix. */
  shape?: string
}

/** An array that has arrived, or one that was computed here. */
export type Numbers = Float32Array | Float64Array | number[]

export interface Line {
  color: string
  width: number
  dash?: string
}

export interface Marker {
  symbol: string
  color: string
  /** Of arrows, one each. */
  size: number | number[]
  opacity?: number
  line: { width: number; color: string }
}

/** What a film moves in a trace: SHOWN in film.js has how, and display/drawing.py who. */
export type Shows =
  | "line"
  | "curve"
  | "threshold"
  | "boundary"
  | "field"
  | "wrong side"
  | "squares"
  | "at the end"
  | "loss"
  | "weights"

/** One of a chart's traces. Which fields it has depends on its type and mode. */
export interface Trace {
  type: string
  name: string
  /** "label" is the class that the points of a trace are of. */
  meta?: { shows?: Shows; label?: 0 | 1 }
  mode: string
  x: Numbers
  y: Numbers
  /** Rows of numbers; of a mark in space, its height alone. */
  z: Numbers[]
  x0: number
  dx: number
  y0: number
  dy: number
  line: Line
  marker?: Marker
  opacity?: number
  fill?: string
  fillcolor: string
  hovertemplate?: string
  colorscale: [number, string][]
  showlegend?: boolean
}

export interface Axis {
  range: [number, number]
  title?: object
  type?: string
}

/** Where a landscape has a model: at an offset, plus W and b, in this order, times each
 *  axis's factors. */
export interface Place {
  offset: number[]
  factors: number[][]
}

/** Of an axis of dates: where its 0 is and how long its 1 is, in milliseconds, since 1970. */
export interface Dates {
  origin: number
  unit: number
}

export interface Layout {
  title: { text: string }
  margin: { l: number; r: number; t: number; b: number }
  xaxis: Axis
  yaxis: Axis
  scene?: { xaxis: Axis; yaxis: Axis }
  /** A landscape's place; or which axes have dates. */
  meta: Place & { x?: Dates; y?: Dates }
  uirevision?: string
  /** Whether a click anywhere in the chart means something. */
  clickanywhere?: boolean
}

export interface Figure {
  data: Trace[]
  layout: Layout
}

export type Figures = Record<string, Figure>

/** "did" is what the run did. */
export interface Ruler<Limit> {
  did: string
  rate: number
  low: number
  high: number
  zones: { name: string; colour: string; start: number; end: number }[]
  title: string
  marks: { name: string; rate: number; text: string }[]
  facts: [string, string][]
  /** 2 / λmax of the Hessian, or null where it is the same everywhere. */
  here: Limit | null
}

/** A model in the units of its points, with a weight for each feature. */
export interface Params<T> {
  W: T[]
  b: T
}

/** A run, or its last frame: all arrays have an entry for each frame. */
export interface Film<Array> {
  epochs: Array
  loss: Array
  params: Params<Array>
  ruler: Ruler<Array>
}

/** One frame of a film. */
export interface Frame {
  epoch: number
  isLast: boolean
  loss: number
  params: Params<number>
  ruler: Ruler<number>
}

/** A row's name and its cells. */
export type Row = [string, string[]]

/** What a message offers: to set a control, by its key, to a link's text. */
export interface Action {
  label: string
  key: string
  value: string
}

/** How many significant digits numbers have, or all of float32. */
export type Digits = "four" | "all"

export interface Report {
  /** What stands before, between and after the parameters. */
  equation: string[]
  columns: string[]
  units: string[]
  rows: Row[]
  facts: [string, string][]
  messages: { text: string; level: string; action: Action | null }[]
  summary: string
  ending: string
  digits: Digits
}

export interface Explanation {
  title: string
  sentences: string[]
  columns: string[]
  rows: Row[]
  bar: { full: number; smallest: number; num_points: number } | null
  figures: Figures
}

export interface Picture {
  figures: Figures
  report: Report
  explanation: Explanation | null
  film: Film<Encoded>
}

/** The component's data: the page as its script has drawn it. */
export interface PageData {
  page: string
  query: string
  token: string | null
  absent: boolean
  reveal: number
  view: number
  /** Of each slider's key, the text that the script knows. */
  sliders: Record<string, string>
  session: string
  plotly: string
  /** The title of the slow explanation that is asked for. */
  slow: string | null
}

/** Tell the script something, by a name that live_figures.py listens to. */
export type Trigger = (name: string, value: unknown) => void
