import type { EChartsCoreOption } from "echarts/core";
import type { FunnelData, FunnelPoint } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW, scaleAround, widest } from "./scale";
import { tip, tipStyle } from "./tip";

/** Size across, value upwards; between the curves is what chance alone does. Only who lies outside has a name in it. */
export function funnelOption(data: FunnelData, look: Look, width: number): EChartsCoreOption {
  const isNarrow = width <= NARROW;
  const most = Math.max(...data.points.map((p) => p.n), ...data.limits.map(([n]) => n), 1);
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: 48, right: isNarrow ? 16 : widest([data.centreLabel, data.words.outer, data.words.inner]) + 20, top: 16, bottom: 46 },
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
      ...upwards(data),
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
    series: [...curves(data, look, isNarrow), centre(data, look, isNarrow, most), ...dots(data, look, most)],
  };
}

/** From the lowest to the highest point, and as much of the funnel as there are points in. */
function upwards(data: FunnelData): object {
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

function dots(data: FunnelData, look: Look, end: number): object[] {
  const inside = data.points.filter((p) => !p.remark);
  const outside = data.points.filter((p) => p.remark);
  const within = {
    symbolSize: (_value: unknown, at: { data: { point: FunnelPoint } }) => (at.data.point.isNamed ? 12 : 9),
    itemStyle: { color: thin(look.leaf, 0.82), borderColor: look.surface, borderWidth: 1 },
  };
  const beyond = { symbolSize: 12, z: 6, itemStyle: { color: look.clay, borderColor: look.surface, borderWidth: 1.5 } };
  return [
    { type: "scatter", ...within, data: inside.map((p) => dot(p, p.isNamed, look, end)), labelLayout: { hideOverlap: true } },
    { type: "scatter", ...beyond, data: outside.map((p) => dot(p, true, look, end)), labelLayout: { moveOverlap: "shiftY" } },
  ];
}

function dot(point: FunnelPoint, isNamed: boolean, look: Look, end: number): object {
  return {
    value: [point.n, point.value],
    point,
    href: point.href,
    label: {
      show: isNamed,
      formatter: point.label,
      position: point.n > end * 0.7 ? "left" : "right",
      color: look.ink,
      fontSize: 13,
      fontWeight: 500,
      textBorderColor: look.surface,
      textBorderWidth: 3,
    },
  };
}
