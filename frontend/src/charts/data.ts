/** What the server writes into the page for a chart (colere.platform.ui.charts). */

/** What a chart that grows with its rows needs; the page has kept that room. */
export interface Height {
  wide: number;
  narrow: number;
}

export interface ChartPoint {
  at: string;
  label: string;
  tick: string;
  value: number | null;
  low: number | null;
  high: number | null;
  lower: number | null;
  upper: number | null;
  words: string;
  detail: string;
  signal: string;
  href: string;
}

export interface ControlData {
  kind: "control";
  title: string;
  sentence: string;
  file: string;
  unit: string;
  centre: number | null;
  lower: number | null;
  upper: number | null;
  target: number | null;
  words: { centre: string; lower: string; upper: string; target: string; usual: string; promised: string };
  points: ChartPoint[];
  changes: { at: string; label: string }[];
  small?: boolean;
  scale?: [number, number];
}

export interface ChartBar {
  label: string;
  value: number | null;
  low: number | null;
  high: number | null;
  words: string;
  detail: string;
  href: string;
  mark: string;
}

export interface BarsData {
  kind: "bars";
  title: string;
  sentence: string;
  file: string;
  unit: string;
  height: Height;
  bars: ChartBar[];
}

export interface IntervalItem {
  label: string;
  value: number | null;
  low: number | null;
  high: number | null;
  words: string;
  detail: string;
  remark: string;
  isApart: boolean;
  href: string;
}

export interface IntervalData {
  kind: "interval";
  title: string;
  sentence: string;
  file: string;
  unit: string;
  reference: number | null;
  referenceLabel: string;
  isRatio: boolean;
  height: Height;
  items: IntervalItem[];
}

export interface FunnelPoint {
  label: string;
  n: number;
  value: number;
  words: string;
  detail: string;
  remark: string;
  isNamed: boolean;
  href: string;
}

export interface FunnelData {
  kind: "funnel";
  title: string;
  sentence: string;
  file: string;
  unit: string;
  centre: number;
  centreLabel: string;
  nLabel: string;
  words: { inner: string; outer: string };
  /** n, then lower, upper, and both outer limits */
  limits: [number, number, number, number, number][];
  points: FunnelPoint[];
}

export interface LinePoint {
  at: string;
  label: string;
  tick: string;
  value: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  words: string;
  detail: string;
  href: string;
}

export interface LinesData {
  kind: "lines";
  title: string;
  sentence: string;
  file: string;
  unit: string;
  words: { value: string; expected: string; ahead: string };
  aheadFrom: string;
  points: LinePoint[];
  changes: { at: string; label: string }[];
}

/** A way between two nodes, by their places. */
export interface WaysEdge {
  first: number;
  then: number;
  n: number;
  words: string;
  remark: string;
}

export interface WaysData {
  kind: "ways";
  title: string;
  sentence: string;
  file: string;
  height: Height;
  nodes: { label: string; words: string; isApart: boolean }[];
  edges: WaysEdge[];
}

export type ChartData = ControlData | BarsData | IntervalData | FunnelData | LinesData | WaysData;
