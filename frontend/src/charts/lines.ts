import type { EChartsCoreOption } from "echarts/core";
import type { LinePoint, LinesData } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW, scaleAround, widest } from "./scale";
import { tip, tipStyle } from "./tip";

type Pair = [string, number | null];

/** What was measured, and dashed what was (or is) to be expected, with its band; changes and the future set off by verticals. */
export function linesOption(data: LinesData, look: Look, width: number): EChartsCoreOption {
  const isNarrow = width <= NARROW;
  const seen = data.points.flatMap((p) => [p.value, p.expected, p.low, p.high]);
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: 48, right: isNarrow ? 16 : widest(endWords(data)) + 16, top: top(data, isNarrow), bottom: 34 },
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
        formatter: (at: string) => data.points.find((p) => p.at === at)?.tick ?? at,
      },
    },
    yAxis: {
      type: "value",
      ...scaleAround(seen, data.unit, 5),
      splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
      axisLabel: { color: look.soft, fontSize: 13, formatter: (v: number) => tick(v, data.unit) },
    },
    tooltip: {
      ...tipStyle(look),
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: look.edge, width: 1, type: "solid" } },
      formatter: (found: { axisValue: string }[]) => {
        const point = data.points.find((p) => p.at === found[0]?.axisValue);
        return point ? tip(point.label, point.words, point.detail, "") : "";
      },
    },
    series: [...band(data, look), expected(data, look, isNarrow), measured(data, look, isNarrow), ...insideWords(data, look, isNarrow)],
  };
}

interface Vertical {
  at: string;
  label: string;
  isAhead: boolean;
}

function verticals(data: LinesData): Vertical[] {
  const ahead = data.aheadFrom ? [{ at: data.aheadFrom, label: data.words.ahead, isAhead: true }] : [];
  return [...data.changes.map((change) => ({ ...change, isAhead: false })), ...ahead];
}

/** Room for the words of verticals; on a narrow chart they stand on two lines in turn. */
function top(data: LinesData, isNarrow: boolean): number {
  const count = verticals(data).length;
  if (!count) return 16;
  return isNarrow && count > 1 ? 56 : 36;
}

function lastOf(points: LinePoint[], of: (p: LinePoint) => number | null): number {
  return points.reduce((last, point, index) => (of(point) === null ? last : index), -1);
}

/** A line's words stand at its end where it reaches the end of the chart, and else inside. */
function reachesEnd(data: LinesData, of: (p: LinePoint) => number | null): boolean {
  return lastOf(data.points, of) === data.points.length - 1;
}

function endWords(data: LinesData): string[] {
  return [reachesEnd(data, (p) => p.value) ? data.words.value : "", reachesEnd(data, (p) => p.expected) ? data.words.expected : ""];
}

function band(data: LinesData, look: Look): object[] {
  if (!data.points.some((p) => p.low !== null)) return [];
  const base = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  const height = (p: LinePoint): number | null => (p.low === null || p.high === null ? null : p.high - p.low);
  return [
    { ...base, data: data.points.map((p) => p.low) },
    { ...base, data: data.points.map(height), areaStyle: { color: thin(look.ink, 0.1), opacity: 1 } },
  ];
}

function expected(data: LinesData, look: Look, isNarrow: boolean): object {
  const isAtEnd = !isNarrow && reachesEnd(data, (p) => p.expected);
  return {
    type: "line",
    symbol: "none",
    silent: true,
    data: data.points.map((p): Pair => [p.at, p.expected]),
    lineStyle: { color: look.soft, width: 1.5, type: "dashed" },
    endLabel: { show: isAtEnd, formatter: data.words.expected, color: look.soft, fontSize: 13, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function measured(data: LinesData, look: Look, isNarrow: boolean): object {
  const isAtEnd = !isNarrow && reachesEnd(data, (p) => p.value);
  const lift = (index: number): number => (isNarrow ? 6 + 20 * (index % 2) : 6);
  return {
    type: "line",
    data: data.points.map((p) => ({ value: [p.at, p.value], href: p.href })),
    symbol: "circle",
    symbolSize: data.points.length > 60 ? 0 : 5,
    showAllSymbol: true,
    lineStyle: { color: look.leaf, width: 2 },
    itemStyle: { color: look.leaf },
    emphasis: { scale: 1.6 },
    endLabel: { show: isAtEnd, formatter: data.words.value, color: look.ink, fontSize: 13, fontWeight: 500, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
    markLine: {
      silent: true,
      symbol: "none",
      data: verticals(data).map(({ at, label, isAhead }, index) => ({
        xAxis: at,
        name: label,
        label: { distance: lift(index), color: isAhead ? look.soft : look.ink },
        lineStyle: { color: thin(look.ink, 0.5), width: 1, type: isAhead ? "dashed" : "solid" },
      })),
      label: { formatter: "{b}", fontSize: 13, position: "end" },
    },
  };
}

/** The words of lines that have no room for them at their end: at the outermost point on the side where the other line is not. */
function insideWords(data: LinesData, look: Look, isNarrow: boolean): object[] {
  const value = { of: (p: LinePoint) => p.value, top: (p: LinePoint) => p.value, foot: (p: LinePoint) => p.value };
  const course = { of: (p: LinePoint) => p.expected, top: (p: LinePoint) => p.high ?? p.expected, foot: (p: LinePoint) => p.low ?? p.expected };
  const isUnder = sum(data.points, value.of, course.of) > sum(data.points, course.of, value.of);
  const lines = [
    { ...value, isAbove: true, words: data.words.value, colour: look.ink },
    { ...course, isAbove: !isUnder, words: data.words.expected, colour: look.soft },
  ];
  const wanted = lines.filter(({ of }) => data.points.some((p) => of(p) !== null) && (isNarrow || !reachesEnd(data, of)));
  return wanted.map(({ top, foot, isAbove, words, colour }) => {
    const edge = isAbove ? top : foot;
    const [place, height] = outermost(data.points.map(edge), isAbove);
    const label = { show: true, formatter: words, position: isAbove ? "top" : "bottom", distance: 6, color: colour, fontSize: 13 };
    const halo = { fontWeight: 500, textBorderColor: look.surface, textBorderWidth: 3 };
    const share = place / data.points.length;
    const align = share > 0.75 ? "right" : share < 0.2 ? "left" : "center";
    return { type: "scatter", z: 6, silent: true, symbolSize: 0, data: [{ value: [data.points[place]?.at, height], label: { ...label, ...halo, align } }] };
  });
}

/** Of one line, where both are known. */
function sum(points: LinePoint[], of: (p: LinePoint) => number | null, other: (p: LinePoint) => number | null): number {
  return points.reduce((total, p) => (other(p) === null ? total : total + (of(p) ?? 0)), 0);
}

/** The place and the value of the highest (else the lowest) that is known. */
function outermost(values: (number | null)[], isHighest: boolean): [number, number] {
  const sign = isHighest ? 1 : -1;
  return values.reduce<[number, number]>(
    (best, value, place) => (value !== null && value * sign > best[1] * sign ? [place, value] : best),
    [0, -sign * Number.POSITIVE_INFINITY],
  );
}
