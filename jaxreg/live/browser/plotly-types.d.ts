// What of plotly.js the page relies on. Fields with an underscore are Plotly's own, which
// another version may change: tests/browser would fail.

import type { Axis, Trace } from "./protocol.js"

/** An axis; r2l makes milliseconds of an end of the range of one of dates. */
export interface DrawnAxis extends Axis {
  r2l(end: unknown): number
}

/** Where a chart is on its element, and its axes there. */
export interface Ground {
  _size: { l: number; t: number; w: number; h: number }
  xaxis: Axis
  yaxis: Axis
}

/** What a chart was drawn with, zoom and camera included. */
export interface FullLayout extends Ground {
  xaxis: DrawnAxis
  yaxis: DrawnAxis
  scene: { _scene: Scene; camera: Camera }
  /** Whether what is changed is a hand's doing. */
  _guiEditing: boolean
}

export interface Camera {
  eye: Record<"x" | "y" | "z", number>
  center: Record<"x" | "y" | "z", number>
}

/** A surface as WebGL has it: its matrices are column-major, 4 x 4. */
export interface Scene {
  glplot?: { cameraParams?: Record<"model" | "view" | "projection", number[]> }
  dataScale: [number, number, number]
}

export interface Click {
  xvals?: number[]
  yvals?: number[]
  points: { x: number; y: number; customdata?: unknown }[]
}

/** The element that Plotly draws in. */
export interface Plot extends HTMLElement {
  layout?: object
  _fullLayout: FullLayout
  on(event: "plotly_click", listener: (click: Click) => void): void
  on(event: string, listener: () => void): void
}

export interface Plotly {
  react(plot: Plot, traces: Trace[], layout: object, config: object): void
  newPlot(plot: HTMLElement, traces: Trace[], layout: object, config: object): Promise<Plot>
  relayout(plot: Plot, changes: Record<string, unknown>): void
  toImage(plot: Plot, options: Record<string, unknown>): Promise<string>
  purge(plot: Plot): void
  Plots: { resize(plot: Plot): Promise<void> }
}

declare global {
  interface Window {
    Plotly: Plotly
  }
}
