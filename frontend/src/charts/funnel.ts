import type { EChartsCoreOption } from "echarts/core";
import { LEFT } from "./axes";
import type { FunnelData, FunnelPoint } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW, type Scale, scaleAround, textWidth, widest } from "./scale";
import { tip, tipStyle } from "./tip";

const [TOP, BOTTOM, HEIGHT] = [16, 46, 380]; // of the room that such a chart has on a page
const [DOT, LINE] = [5, 7]; // half a dot, half a line of words

/** Size across, value upwards; between the curves is what chance alone does. Only who lies outside has a name in it. */
export function funnelOption(data: FunnelData, look: Look, width: number): EChartsCoreOption {
  const isNarrow = width <= NARROW;
  const most = Math.max(...data.points.map((p) => p.n), ...data.limits.map(([n]) => n), 1);
  const margin = isNarrow ? 16 : widest([data.centreLabel, data.words.outer, data.words.inner]) + 20;
  const extent = upwards(data);
  const sides = sidesOf(data.points, {
    across: (n) => (n / most) * (width - LEFT - margin),
    down: (value) => ((extent.max - value) / (extent.max - extent.min)) * (HEIGHT - TOP - BOTTOM),
    room: width - LEFT,
  });
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: LEFT, right: margin, top: TOP, bottom: BOTTOM },
    xAxis: {
      type: "value",
      min: 0,
      max: most,
      splitNumber: isNarrow ? 3 : 6,
      name: data.nLabel,
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: { color: look.soft, fontSize: 13 },
      axisLine: { show: true, lineStyle: { color: look.line } },
      splitLine: { show: false },
      axisLabel: { color: look.soft, fontSize: 13, hideOverlap: true, showMaxLabel: false },
    },
    yAxis: {
      type: "value",
      ...extent,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
      axisLabel: { color: look.soft, fontSize: 13, formatter: (v: number) => tick(v, data.unit) },
    },
    tooltip: {
      ...tipStyle(look),
      trigger: "item",
      formatter: ({ data: at }: { data?: { point?: FunnelPoint } }) =>
        at?.point ? tip(at.point.label, at.point.words, at.point.detail, at.point.remark) : "",
    },
    series: [...curves(data, look, isNarrow), centre(data, look, isNarrow, most), ...dots(data, look, sides)],
  };
}

/** From the lowest to the highest point, and as much of the funnel as there are points in. */
function upwards(data: FunnelData): Scale {
  const least = Math.min(...data.points.map((p) => p.n));
  const seen = data.limits.filter(([n]) => n >= least).flatMap((limit) => limit.slice(1));
  return scaleAround([...data.points.map((p) => p.value), ...seen, data.centre], data.unit, 5);
}

/** The inner limits have their words below, the outer ones above, so that the two never meet. */
function curves(data: FunnelData, look: Look, isNarrow: boolean): object[] {
  const kinds = [
    { at: 1, words: data.words.inner, type: "dashed" },
    { at: 2, words: "", type: "dashed" },
    { at: 3, words: "", type: "solid" },
    { at: 4, words: data.words.outer, type: "solid" },
  ] as const;
  return kinds.map(({ at, words, type }) => ({
    type: "line",
    symbol: "none",
    silent: true,
    data: data.limits.map((limit) => [limit[0], limit[at]]),
    lineStyle: { color: look.edge, width: 1, type, opacity: 0.85 },
    endLabel: { show: !isNarrow && words !== "", formatter: words, color: look.soft, fontSize: 13, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
  }));
}

function centre(data: FunnelData, look: Look, isNarrow: boolean, end: number): object {
  return {
    type: "line",
    symbol: "none",
    silent: true,
    data: [
      [0, data.centre],
      [end, data.centre],
    ],
    lineStyle: { color: thin(look.ink, 0.55), width: 1 },
    endLabel: { show: !isNarrow && data.centreLabel !== "", formatter: data.centreLabel, color: look.ink, fontSize: 13, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function dots(data: FunnelData, look: Look, sides: Map<FunnelPoint, Side>): object[] {
  const inside = data.points.filter((p) => !p.remark);
  const outside = data.points.filter((p) => p.remark);
  const within = {
    symbolSize: (_value: unknown, at: { data: { point: FunnelPoint } }) => (at.data.point.isNamed ? 12 : 9),
    itemStyle: { color: thin(look.leaf, 0.82), borderColor: look.surface, borderWidth: 1 },
  };
  const beyond = { symbolSize: 12, z: 6, itemStyle: { color: look.clay, borderColor: look.surface, borderWidth: 1.5 } };
  return [
    { type: "scatter", ...within, data: inside.map((p) => dot(p, look, sides.get(p))) },
    { type: "scatter", ...beyond, data: outside.map((p) => dot(p, look, sides.get(p))) },
  ];
}

type Side = "right" | "left" | "top" | "bottom";

interface Room {
  across: (n: number) => number;
  down: (value: number) => number;
  room: number;
}

/** On which side of its dot each name stands: where there is room, and neither another name nor another dot; else nowhere. */
function sidesOf(points: FunnelPoint[], { across, down, room }: Room): Map<FunnelPoint, Side> {
  const found = new Map<FunnelPoint, Side>();
  const taken: Box[] = points.map((p) => boxOf(across(p.n), down(p.value), DOT, DOT));
  for (const point of points.filter((p) => p.remark || p.isNamed)) {
    const [x, y, half] = [across(point.n), down(point.value), textWidth(point.label) * 0.46];
    const away = half + DOT + 3;
    const places: [Side, Box][] = [
      ["right", boxOf(x + away, y, half, LINE)],
      ["left", boxOf(x - away, y, half, LINE)],
      ["bottom", boxOf(x, y + LINE + DOT, half, LINE)],
      ["top", boxOf(x, y - LINE - DOT, half, LINE)],
    ];
    const others = taken.filter((_box, place) => points[place] !== point);
    const isFree = ([, box]: [Side, Box]): boolean => box.left >= 0 && box.right <= room && !others.some((other) => meet(box, other));
    const place = places.find(isFree) ?? (point.isNamed ? places[x > room * 0.7 ? 1 : 0] : undefined);
    if (!place) continue; // it has its name under the pointer and in the table
    const [side, box] = place;
    found.set(point, side);
    taken.push(box);
  }
  return found;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxOf(x: number, y: number, half: number, high: number): Box {
  return { left: x - half, right: x + half, top: y - high, bottom: y + high };
}

function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function dot(point: FunnelPoint, look: Look, side?: Side): object {
  return {
    value: [point.n, point.value],
    point,
    href: point.href,
    label: {
      show: side !== undefined,
      formatter: point.label,
      position: side ?? "right",
      color: look.ink,
      fontSize: 13,
      fontWeight: 500,
      textBorderColor: look.surface,
      textBorderWidth: 3,
    },
  };
}
