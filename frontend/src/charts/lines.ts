import type { EChartsCoreOption } from "echarts/core";
import { LEFT, bandOf, liftOf, middleOf, periodAxis, periodTip, topFor, valueAxis } from "./axes";
import type { LinePoint, LinesData } from "./data";
import { type Look, thin } from "./look";
import { NARROW, scaleAround, textWidth, widest } from "./scale";

type Pair = [string, number | null];

/** What was measured, and dashed what was (or is) to be expected, with its band; changes and the future set off by verticals. */
export function linesOption(data: LinesData, look: Look, width: number): EChartsCoreOption {
  const isNarrow = width <= NARROW;
  const seen = data.points.flatMap((p) => [p.value, p.expected, p.low, p.high]);
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: LEFT, right: rightMargin(data, width), top: topFor(verticals(data).length, width), bottom: 34 },
    xAxis: periodAxis(data.points, look),
    yAxis: valueAxis(scaleAround(seen, data.unit, 5), data.unit, look),
    tooltip: periodTip(data.points, look),
    series: [...bandOf(data.points, thin(look.ink, 0.1)), expected(data, look, isNarrow), measured(data, look, width), ...insideWords(data, look, width)],
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

function rightMargin(data: LinesData, width: number): number {
  return width <= NARROW ? 16 : widest(endWords(data)) + 16;
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

function measured(data: LinesData, look: Look, width: number): object {
  const isAtEnd = width > NARROW && reachesEnd(data, (p) => p.value);
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
        label: { distance: liftOf(index, width), color: isAhead ? look.soft : look.ink },
        lineStyle: { color: thin(look.ink, 0.5), width: 1, type: isAhead ? "dashed" : "solid" },
      })),
      label: { formatter: "{b}", fontSize: 13, position: "end" },
    },
  };
}

/** The words of lines that have no room for them at their end: at the outermost point on the side where the other line is not. */
function insideWords(data: LinesData, look: Look, width: number): object[] {
  const isNarrow = width <= NARROW;
  const margin = rightMargin(data, width);
  const room = width - LEFT - margin;
  const across = (index: number): number => (index / Math.max(data.points.length - 1, 1)) * room;
  const taken = verticals(data).map(({ at }) => across(data.points.findIndex((p) => p.at === at)));
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
    const offset = [middleOf(across(place), textWidth(words), room + margin, taken) - across(place), 0];
    return { type: "scatter", z: 6, silent: true, symbolSize: 0, data: [{ value: [data.points[place]?.at, height], label: { ...label, ...halo, offset } }] };
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
