import type { EChartsCoreOption } from "echarts/core";
import type { ChartPoint, ControlData } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW, type Scale, scale, scaleAround } from "./scale";
import { tip, tipStyle } from "./tip";

type Pair = [string, number | null];

/** A measure over time: the interval as a band, centre and limits thin, signals as clay dots with their words. */
export function controlOption(data: ControlData, look: Look, width: number): EChartsCoreOption {
  const small = data.small ?? false;
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: small ? 36 : 48, right: small ? 8 : rightMargin(data, width), top: small ? 12 : top(data, width), bottom: 34 },
    xAxis: {
      type: "category",
      data: data.points.map((p) => p.at),
      boundaryGap: false,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: {
        color: look.soft,
        fontSize: 13,
        margin: 14,
        hideOverlap: true,
        ...(small
          ? { interval: data.points.length - 2, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" }
          : {}),
        formatter: (at: string) => data.points.find((p) => p.at === at)?.tick ?? at,
      },
    },
    yAxis: {
      type: "value",
      ...extent(data),
      splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
      axisLabel: { color: look.soft, fontSize: 13, formatter: (v: number) => tick(v, data.unit) },
    },
    tooltip: tooltip(data, look),
    series: [...band(data, look), ...limits(data, look, small || width <= NARROW), line(data, look, small, width), ...signals(data, look, small)],
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
  const longest = Math.max(0, ...lines(data).map(({ words }) => words.length));
  return longest ? longest * 7.4 + 14 : 16;
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

/** Room for the words of changes; on a narrow chart they stand on two lines in turn. */
function top(data: ControlData, width: number): number {
  if (!data.changes.length) return 16;
  return width > NARROW || data.changes.length === 1 ? 36 : 56;
}

/** The interval of each point: an invisible line at its lower end, and the height of the band stacked on it. */
function band(data: ControlData, look: Look): object[] {
  if (!data.points.some((p) => p.low !== null)) return [];
  const base = { type: "line", stack: "interval", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  const height = (p: ChartPoint): number | null => (p.low === null || p.high === null ? null : p.high - p.low);
  return [
    { ...base, data: data.points.map((p) => p.low) },
    { ...base, data: data.points.map(height), areaStyle: { color: thin(look.leaf, 0.14), opacity: 1 } },
  ];
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
  const lift = (index: number): number => (width > NARROW ? 6 : 6 + 20 * (index % 2));
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
      data: small ? [] : data.changes.map((c, i) => ({ xAxis: c.at, name: c.label, label: { distance: lift(i) } })),
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

function tooltip(data: ControlData, look: Look): object {
  return {
    ...tipStyle(look),
    trigger: "axis",
    axisPointer: { type: "line", lineStyle: { color: look.edge, width: 1, type: "solid" } },
    formatter: (found: { axisValue: string }[]) => {
      const point = data.points.find((p) => p.at === found[0]?.axisValue);
      return point ? tip(point.label, point.words, point.detail, point.signal) : "";
    },
  };
}
