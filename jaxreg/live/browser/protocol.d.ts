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
  /** Of arrows and of rings, one each. */
  size: number | number[]
  opacity?: number
  line: { width: number; color: string }
}

/** What a film moves in a trace: SHOWN in film.js has how, and display/drawing.py who. */
export type Shows =
  | "line"
  | "curve"
  | "called"
  | "threshold"
  | "boundary"
  | "field"
  | "wrong side"
  | "squares"
  | "residuals"
  | "steps of points"
  | "step"
  | "loss"
  | "accuracy"
  | "ROC curve"
  | "place on it"
  | "weights"

/** One of a chart's traces. Which fields it has depends on its type and mode. */
export interface Trace {
  type: string
  name: string
  /** "label" is the class that the points of a trace are of, "unseen" that of held-out ones, and
   *  "of" which of the two it is about; "level" is the logit of the threshold, if it is not 0.
   *  Plotly draws none that "isOver". */
  meta?: {
    shows?: Shows
    label?: 0 | 1
    unseen?: 0 | 1
    of?: "label" | "unseen"
    level?: number
    /** What x₂ is along a line over x₁. */
    x2?: number
    isOver?: boolean
  }
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
  /** What the template says of each point, beside x and y. */
  customdata?: unknown
  hovertemplate?: string
  /** The film of a pinned run, of which the trace is a ghost. */
  film?: Film<Numbers>
  colorscale: [number, string][]
  showlegend?: boolean
}

export interface Axis {
  range: [number, number]
  title?: { text: string }
  type?: string
}

/** A model in a landscape's units: an offset, plus W and b, in this order, times factors of
 *  each. The landscape has it where its "axes" are, or, without any, the first two. With axes
 *  there is the start of training, too, W and then b. */
export interface Place {
  offset: number[]
  factors: number[][]
  axes?: [number, number]
  start?: number[]
}

/** From what the steps that single points ask for are computed: explain/gradient.py. */
export interface Asking {
  features: number[][]
  targets: number[]
  along: number[][]
  shrink: number[]
  is_probability: boolean
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
  /** A landscape's place; or which axes have dates; or where a loss chart has epoch 0. */
  meta: Place & { x?: Dates; y?: Dates; first: number; asking: Asking }
  uirevision?: string
  /** Whether a click anywhere in the chart means something. */
  clickanywhere?: boolean
}

export interface Figure {
  data: Trace[]
  layout: Layout
  /** Those of the main chart, which a chart of an explanation counts. */
  points?: Trace[]
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

/**
 * What the weights belong to, if not to x itself: feature i is the product over j of
 * ((x[j] - centre[j]) / scale[j]) to the power of exponents[i][j].
 */
export interface Features {
  exponents: number[][]
  centre: number[]
  scale: number[]
}

/** A model in the units of its points, with a weight for each feature; null: of x itself. */
export interface Params<T> {
  W: T[]
  b: T
  features?: Features | null
}

/** A run, or its last frame: all arrays have an entry for each frame. */
export interface Film<Array> {
  epochs: Array
  loss: Array
  params: Params<Array>
  /** On each of a landscape's axes, to the next epoch. */
  steps: Array[]
  ruler: Ruler<Array>
  /** The epoch from which on it is shown, and counts; 0 if it is left out. */
  from?: number
}

/** One frame of a film. */
export interface Frame {
  epoch: number
  /** The epoch that the film is at, where the run may have ended before; Infinity: its end. */
  at: number
  isLast: boolean
  loss: number
  params: Params<number>
  step: number[]
  ruler: Ruler<number>
}

/** The smallest loss, its penalty included; null: none is the smallest, and why. */
export interface Best {
  loss: number | null
  lack: string
}

/** What a loss is measured by: of each point that training sees its features and y, the
 *  penalty on each weight, and the best loss; "step" has the learning rate after each epoch, or
 *  the one of all, and a sentence if an epoch is no such step along the mean gradient. */
export interface Measure<Array> {
  X: Array[]
  y: Array
  penalty: number[]
  is_probability: boolean
  /** Whether the model has no intercept: b is 0, and no step moves it. */
  is_through_origin: boolean
  best: Best
  step: { rates: Array; lack: string }
}

/** A row's name and its cells. */
export type Row = [string, string[]]

/** What a message offers: to set a control, by its key, to a link's text. */
export interface Action {
  label: string
  key: string
  value: string
}

export interface Message {
  text: string
  level: string
  action: Action | null
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
  /** The first matters most. */
  messages: Message[]
  summary: string
  digits: Digits
}

export interface Explanation {
  title: string
  sentences: string[]
  columns: string[]
  rows: Row[]
  bar: { full: number; smallest: number; num_points: number } | null
  /** Of what its rows count at other epochs: explain/confusion.py. */
  counted: { level: number; names: [string, string] } | null
  /** Of what its rows measure residuals at other epochs: explain/residuals.py. */
  measured: { variance: number | null } | null
  /** From where its rows step at other epochs: explain/odds.py. */
  stepped: { places: number[]; step: number; x2: number | null } | null
  figures: Figures
  /** The small chart that stays beside it. */
  beside: string | null
  /** What a slow one adds to the run's own charts. */
  over: Record<string, Trace[]>
}

export interface Picture {
  figures: Figures
  report: Report
  explanation: Explanation | null
  film: Film<Encoded>
}

/** What can be set, and how: a control of the page, its values as a link has them. */
export interface Control {
  /** The field of the scenario, and its key in a link. */
  name: string
  key: string
  label: string
  help: string
  group: string
  /** Where it stands. */
  section: string
  kind: "slider" | "number" | "choice"
  low: number
  high: number
  step: number
  /** The highest that a slider without stops shows, unless its value is higher. */
  reach: number
  /** Where a slider halts, if not at each step; of a choice, its options. */
  stops: string[]
  /** Whether it can be one of its stops alone. */
  is_listed: boolean
  is_whole: boolean
  /** null: it can be empty, and is at first. */
  default: string | null
  /** What it can be, in words. */
  allowed: string
}

/** A scenario with a name; "look" is what to look at. */
export interface Preset {
  name: string
  query: string
  look: string
}

/** A question of a lesson: queries of the page before and after its answer, what is hidden
 *  until then, and how a class commits itself ("right" counts from 1). */
export interface Card {
  question: string
  page: string
  show: string
  reveal: string
  why: string
  now_try: string
  hide: string[]
  main: string
  controls: string[]
  options: string[]
  right: number | null
  commit: "" | "line" | "rate"
}

export interface Lesson {
  name: string
  title: string
  look: string
  sources: string[]
  cards: Card[]
}

/** Points that are placed by hand: what a link calls them as a source of "data", the keys of
 * that, of the points and of what "others" a table has; what the numbers of each point are
 * called; and how many points there may be. */
export interface ByHand {
  name: string
  /** What a link calls a person's own data. */
  own: string
  data: string
  points: string
  others: string[]
  columns: string[]
  least: number
  most: number
}

/** What a page's controls are drawn from. */
export interface PageTable {
  /** In the bar. */
  name: string
  title: string
  words: string
  controls: Control[]
  /** Of each key, in order, the text that a link leaves out; null: it can be empty. */
  defaults: [string, string | null][]
  presets: Preset[]
  /** The names of the presets to begin with. */
  first: string[]
  /** Of each slow entry of the Explain menu, its title. */
  slow: Record<string, string>
  by_hand: ByHand
  /** What a link can hide, by its word: traces by their names and by what they show. */
  hidden: Record<string, { traces: string[]; shows: Shows[] }>
}

/** The component's data: the page as its script has drawn it. */
export interface PageData {
  page: string
  /** The scenario, as the script has it, and how often the script has changed it. */
  query: string
  changes: number
  /** Keys of the controls that are not to be seen, or cannot be moved. */
  unused: string[]
  disabled: string[]
  /** Keys of the controls whose changes the script hears at once; null: of all. */
  heeds: string[] | null
  token: string | null
  /** What lacks for a picture. */
  absent: "" | "data" | "points"
  reveal: number
  view: number
  session: string
  plotly: string
}

/** Tell the script something, by a name that live_figures.py listens to. */
export type Trigger = (name: string, value: unknown) => void

/** The Lab's data from jaxreg/page/lab.py; "limit" says how much may be swept. */
export interface LabData {
  token: string | null
  plotly: string
  limit: string
}

/** A swept control, and its values as numbers or words, and as a link writes them. */
export interface SweptAxis {
  name: string
  key: string
  label: string
  values: (number | string)[]
  texts: string[]
  scale: "linear" | "log"
}

/** Where the fits of universes should lie, from jaxreg/lab/theory.py; the ellipse, of the
 *  first two parameters, is "radius" standard errors wide. */
export interface Theory {
  names: string[]
  centre: (number | null)[]
  covariance: number[][] | null
  standard_errors: number[] | null
  radius: number
  /** Why there is no covariance, or what it takes for granted. */
  note: string
}

/** Some of a scenario's own points: each feature, then y, with their titles. */
export interface CloudPoints {
  columns: number[][]
  titles: string[]
  classes: [string, string]
  features?: Features | null
  level: number
}

/** A sweep from jaxreg/live/sweeps.py, as far as it has come: of its table the columns, the
 *  last axis varying fastest; what is not finite is null. */
export interface Sweep {
  study: string
  runs: number
  axes: SweptAxis[]
  /** Of a line's learning rate the largest stable one, at each value of the other axis. */
  limits: number[] | null
  call: string
  theory?: Theory
  /** Whether starts are in units of standardised x. */
  is_scaled?: boolean
  points?: CloudPoints
  columns: Record<string, (number | string | boolean | null)[]>
  done: number
  said?: string
}
