import type { EChartsCoreOption } from "echarts/core";
import { LEFT, bandOf, liftOf, periodAxis, periodTip, topFor, valueAxis } from "./axes";
import type { ChartPoint, ControlData } from "./data";
import { type Look, thin } from "./look";
import { NARROW, type Scale, scale, scaleAround, widest } from "./scale";

type Pair = [string, number | null];

/** A measure over time: the interval as a band, centre and limits thin, signals as clay dots with their words. */
export function controlOption(data: ControlData, look: Look, width: number): EChartsCoreOption {
  const small = data.small ?? false;
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: small ? 36 : LEFT, right: small ? 8 : rightMargin(data, width), top: small ? 12 : topFor(data.changes.length, width), bottom: 34 },
    xAxis: periodAxis(data.points, look, small),
    yAxis: valueAxis(extent(data), data.unit, look),
    tooltip: periodTip(data.points, look),
    series: [...bandOf(data.points, thin(look.leaf, 0.14)), ...limits(data, look, small || width <= NARROW), line(data, look, small, width), ...signals(data, look, small)],
  };
}

function extent(data: ControlData): Scale {
  const parts = data.small ? 2 : 5;
  if (data.scale) return scale(data.scale[0], data.scale[1], data.unit, parts);
  const seen = data.points.flatMap((p) => [p.value, p.low, p.high, p.lower, p.upper]);
  return scaleAround([...seen, data.centre, data.target], data.unit, parts);
}

/** Room for the words at the ends of the lines. */
function rightMargin(data: ControlData, width: number): number {
  if (width <= NARROW) return 16;
  return widest(lines(data).map(({ words }) => words)) + 16;
}

interface Line {
  words: string;
  of: (p: ChartPoint) => number | null;
  isSolid?: boolean;
  isTarget?: boolean;
}

/** The lines beside the measure itself that have at least one value, with their words. */
function lines(data: ControlData): Line[] {
  const all: Line[] = [
    { words: data.upper === null ? "" : data.words.upper, of: (p) => p.upper },
    { words: `${data.words.usual} ${data.words.centre}`, of: () => data.centre, isSolid: true },
    { words: data.lower === null ? "" : data.words.lower, of: (p) => p.lower },
    { words: `${data.words.promised} ${data.words.target}`, of: () => data.target, isTarget: true },
  ];
  return all.filter(({ of }) => data.points.some((p) => of(p) !== null));
}

function limits(data: ControlData, look: Look, isWordless: boolean): object[] {
  return lines(data).map(({ words, of, isSolid, isTarget }) => ({
    type: "line",
    step: "middle",
    symbol: "none",
    silent: true,
    data: data.points.map((p): Pair => [p.at, of(p)]),
    lineStyle: { color: isTarget ? look.ink : look.edge, width: 1, type: isSolid ? "solid" : "dashed", opacity: 0.8 },
    endLabel: { show: !isWordless && words !== "", formatter: words, color: look.soft, fontSize: 13, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
  }));
}

function line(data: ControlData, look: Look, small: boolean, width: number): object {
  return {
    id: "value",
    type: "line",
    data: data.points.map((p): Pair => [p.at, p.value]),
    symbol: "circle",
    symbolSize: small || data.points.length > 60 ? 0 : 5,
    showAllSymbol: true,
    lineStyle: { color: look.leaf, width: 2 },
    itemStyle: { color: look.leaf },
    emphasis: { scale: 1.6 },
    markLine: {
      silent: true,
      symbol: "none",
      data: small ? [] : data.changes.map((c, i) => ({ xAxis: c.at, name: c.label, label: { distance: liftOf(i, width) } })),
      lineStyle: { color: thin(look.ink, 0.5), width: 1, type: "solid" },
      label: { formatter: "{b}", color: look.ink, fontSize: 13, position: "end" },
    },
  };
}

/** Signals: filled clay dots. The words stand once, at the newest and at the longest run of them, clear of the band. */
function signals(data: ControlData, look: Look, small: boolean): object[] {
  const found = data.points.filter((p) => p.signal && p.value !== null);
  const dots = {
    type: "scatter",
    z: 5,
    silent: true,
    symbolSize: small ? 7 : 10,
    itemStyle: { color: look.clay, borderColor: look.surface, borderWidth: 1.5 },
    data: found.map((p) => [p.at, p.value]),
  };
  const words = {
    type: "scatter",
    z: 6,
    silent: true,
    symbolSize: 0,
    data: small ? [] : worded(runs(data.points)).map((run) => runLabel(run, data, look)),
    labelLayout: { hideOverlap: true },
  };
  return [dots, words];
}

/** Neighbouring points with the same signal. */
function runs(points: ChartPoint[]): ChartPoint[][] {
  const found: ChartPoint[][] = [];
  for (const [index, point] of points.entries()) {
    if (!point.signal) continue;
    if (points[index - 1]?.signal === point.signal) found.at(-1)?.push(point);
    else found.push([point]);
  }
  return found;
}

function worded(found: ChartPoint[][]): ChartPoint[][] {
  const longest = found.reduce<ChartPoint[]>((most, run) => (run.length > most.length ? run : most), []);
  return [...new Set([found.at(-1) ?? [], longest])].filter((run) => run.length > 0);
}

function runLabel(run: ChartPoint[], data: ControlData, look: Look): object {
  const middle = run[Math.floor(run.length / 2)] as ChartPoint;
  const isHigh = data.centre !== null && (middle.value ?? 0) > data.centre;
  const place = data.points.indexOf(middle) / data.points.length;
  const edges = run.map((p) => (isHigh ? p.high : p.low) ?? p.value ?? 0);
  return {
    value: [middle.at, isHigh ? Math.max(...edges) : Math.min(...edges)],
    label: {
      show: true,
      formatter: middle.signal,
      position: isHigh ? "top" : "bottom",
      align: place < 0.25 ? "left" : place > 0.75 ? "right" : "center",
      distance: 4,
      color: look.ink,
      fontSize: 13,
      fontWeight: 500,
      textBorderColor: look.surface,
      textBorderWidth: 3,
    },
  };
}
