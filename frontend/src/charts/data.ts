/** What the server writes into the page for a chart (colere.platform.ui.charts). */

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
  unit: string;
  bars: ChartBar[];
}

export type ChartData = ControlData | BarsData;
