import type { EChartsCoreOption } from "echarts/core";
import type { BarsData } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW } from "./scale";
import { tip, tipStyle } from "./tip";

/** Groups under one another, bars from zero, the interval as a thin line over the end of the bar, the value in words beside it. */
export function barsOption(data: BarsData, look: Look, width: number): EChartsCoreOption {
  const bars = [...data.bars].reverse();
  const narrow = width <= NARROW;
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: labelWidth(data, width), right: !narrow && bars.some((b) => b.mark) ? 172 : 64, top: 4, bottom: 28 },
    xAxis: {
      type: "value",
      min: (found: { min: number }) => Math.min(0, found.min),
      splitNumber: narrow ? 2 : 4,
      splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
      axisLabel: { color: look.soft, fontSize: 13, formatter: (v: number) => tick(v, data.unit) },
    },
    yAxis: {
      type: "category",
      data: bars.map((b) => (narrow && b.mark ? `${b.label}\n{dot|●} {mark|${b.mark}}` : b.label)),
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { color: look.ink, fontSize: 13, width: labelWidth(data, width) - 12, overflow: "truncate", lineHeight: 16, rich: richMark(look) },
    },
    tooltip: {
      ...tipStyle(look),
      trigger: "item",
      formatter: (at: { dataIndex: number }) => {
        const bar = bars[at.dataIndex];
        return bar ? tip(bar.label, bar.words, bar.detail, bar.mark) : "";
      },
    },
    series: [values(bars, look), intervals(bars, look, narrow)],
  };
}

function richMark(look: Look): object {
  return { dot: { color: look.clay, fontSize: 13, lineHeight: 16 }, mark: { color: look.soft, fontSize: 13, lineHeight: 16 } };
}

function labelWidth(data: BarsData, width: number): number {
  const longest = Math.max(...data.bars.map((b) => Math.max(b.label.length, b.mark.length)), 4);
  return Math.min(longest * 7.2 + 20, width * 0.4);
}

function values(bars: BarsData["bars"], look: Look): object {
  return {
    type: "bar",
    barWidth: 14,
    data: bars.map((b) => ({
      value: b.value,
      itemStyle: { color: thin(look.leaf, 0.82), borderRadius: [0, 3, 3, 0] },
    })),
  };
}

/** A thin line from low to high; after its end the value in words, and a clay dot with what is special about the group. */
function intervals(bars: BarsData["bars"], look: Look, narrow: boolean): object {
  return {
    type: "custom",
    silent: true,
    data: bars.map((b, index) => [b.low ?? b.value ?? 0, b.high ?? b.value ?? 0, index]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_params: unknown, api: { value(i: number): number; coord(p: number[]): number[] }) => {
      const bar = bars[api.value(2)];
      const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
      const [x2 = 0] = api.coord([api.value(1), api.value(2)]);
      const words = { x: x2 + 8, y, fill: look.ink, font: `500 13px ${look.font}`, verticalAlign: "middle" };
      const line = { type: "line", shape: { x1, y1: y, x2, y2: y }, style: { stroke: look.ink, lineWidth: 1.5, opacity: 0.75 } };
      const dot = { type: "circle", shape: { cx: x2 + 54, cy: y, r: 4.5 }, style: { fill: look.clay } };
      const mark = { type: "text", style: { ...words, x: x2 + 64, text: bar?.mark } };
      const parts = [x2 > x1 ? [line] : [], bar?.mark && !narrow ? [dot, mark] : []].flat();
      return { type: "group", children: [...parts, { type: "text", style: { ...words, text: bar?.words ?? "" } }] };
    },
  };
}
