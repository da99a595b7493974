import type { EChartsCoreOption } from "echarts/core";
import type { IntervalData, IntervalItem } from "./data";
import { type Look, thin, tick } from "./look";
import { NARROW, scaleAround, widest } from "./scale";
import { tip, tipStyle } from "./tip";

interface Api {
  value(index: number): number;
  coord(point: [number, number]): [number, number];
  getWidth(): number;
}

const REMARK_LINE = 18;
const FEET = 28;

/** Estimates under one another: dot and whisker, against a line. Who can be told apart gets a filled clay dot and a word. */
export function intervalOption(data: IntervalData, look: Look, width: number): EChartsCoreOption {
  const isNarrow = width <= NARROW;
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: isNarrow ? 12 : labelWidth(data, width), right: isNarrow ? 12 : wordsWidth(data) + remarkWidth(data), top: top(data), bottom: FEET },
    xAxis: xAxis(data, look, isNarrow),
    yAxis: {
      type: "category",
      inverse: true,
      data: data.items.map((_item, index) => index),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        show: !isNarrow,
        formatter: (index: string) => data.items[Number(index)]?.label ?? "",
        color: look.ink,
        fontSize: 13,
        width: labelWidth(data, width) - 12,
        overflow: "truncate",
      },
    },
    tooltip: {
      ...tipStyle(look),
      trigger: "item",
      formatter: (at: { dataIndex: number }) => {
        const item = data.items[at.dataIndex];
        return item ? tip(item.label, item.words, item.detail, item.remark) : "";
      },
    },
    series: [reference(data, look), rows(data, look, isNarrow)],
  };
}

/** Ratios are laid out so that half and twice are equally far from one. */
function place(data: IntervalData, value: number): number {
  return data.isRatio ? Math.log2(Math.max(value, 1e-6)) : value;
}

function xAxis(data: IntervalData, look: Look, isNarrow: boolean): object {
  const seen = data.items.flatMap((item) => [item.value, item.low, item.high]);
  const placed = [...seen, data.reference].map((value) => (value === null ? null : place(data, value)));
  return {
    type: "value",
    ...scaleAround(placed, data.isRatio ? "" : data.unit, isNarrow ? 3 : 5),
    splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
    axisLabel: {
      color: look.soft,
      fontSize: 13,
      hideOverlap: true,
      formatter: (v: number) => tick(data.isRatio ? 2 ** v : v, data.unit),
    },
  };
}

function reference(data: IntervalData, look: Look): object {
  const line = data.reference === null ? [] : [{ xAxis: place(data, data.reference), name: data.referenceLabel }];
  return {
    type: "line",
    data: [],
    silent: true,
    markLine: {
      silent: true,
      symbol: "none",
      data: line,
      lineStyle: { color: thin(look.ink, 0.55), width: 1, type: "solid" },
      label: { formatter: "{b}", color: look.ink, fontSize: 13, position: "start", distance: 6 }, // the axis runs downwards
    },
  };
}

function rows(data: IntervalData, look: Look, isNarrow: boolean): object {
  return {
    type: "custom",
    clip: false,
    z: 6, // above the line, so that the halo of words keeps them readable where it passes
    data: data.items.map((item, index) => {
      const [value, low, high] = [item.value, item.low ?? item.value, item.high ?? item.value];
      return { value: [...[value, low, high].map((v) => (v === null ? "-" : place(data, v))), index], href: item.href };
    }),
    encode: { x: [0, 1, 2], y: 3 },
    renderItem: (params: { dataIndex: number; coordSys: { x: number; width: number } }, api: Api) => {
      const item = data.items[params.dataIndex] as IntervalItem;
      const [, middle] = api.coord([0, params.dataIndex]);
      const lift = anyApart(data) ? REMARK_LINE / 2 : 0;
      const drop = isNarrow ? 8 - lift : 0;
      const texts = isNarrow ? narrowTexts(item, middle - lift, api, look) : wideTexts(item, data, middle, params.coordSys, look);
      return { type: "group", children: [...whisker(item, api, middle + drop, look), ...texts] };
    },
  };
}

function whisker(item: IntervalItem, api: Api, y: number, look: Look): object[] {
  if (item.value === null) return [];
  const [x = 0, x1 = 0, x2 = 0] = [0, 1, 2].map((index) => api.coord([api.value(index), 0])[0]);
  const colour = item.isApart ? look.clay : look.leaf;
  const line = { type: "line", shape: { x1, y1: y, x2, y2: y }, style: { stroke: colour, lineWidth: 2, opacity: 0.8 } };
  const ends = [x1, x2].map((end) => ({
    type: "line",
    shape: { x1: end, y1: y - 4, x2: end, y2: y + 4 },
    style: { stroke: colour, lineWidth: 1.5, opacity: 0.8 },
  }));
  const dot = {
    type: "circle",
    shape: { cx: x, cy: y, r: item.isApart ? 5.5 : 4.5 },
    style: { fill: item.isApart ? look.clay : look.surface, stroke: colour, lineWidth: 2 },
  };
  return x2 > x1 ? [line, ...ends, dot] : [dot];
}

function wideTexts(item: IntervalItem, data: IntervalData, y: number, grid: { x: number; width: number }, look: Look): object[] {
  const end = grid.x + grid.width + wordsWidth(data);
  const remark = { ...style(item.remark, end + 8, y, look, "left"), width: remarkWidth(data) - 16, overflow: "truncate" };
  const said = item.value === null ? style(item.remark, end - 4, y, look, "right") : style(item.words, end - 4, y, look, "right", true);
  return [{ type: "text", style: said }, ...(item.isApart ? [{ type: "text", style: remark }] : [])];
}

function narrowTexts(item: IntervalItem, middle: number, api: Api, look: Look): object[] {
  const y = middle - 12;
  const words = item.value === null ? item.remark : item.words;
  const room = api.getWidth() - widest([words]) - 40;
  return [
    { type: "text", style: { ...style(item.label, 12, y, look, "left", true), width: room, overflow: "truncate" } },
    { type: "text", style: style(words, api.getWidth() - 12, y, look, "right", item.value !== null) },
    ...(item.isApart ? [{ type: "text", style: style(item.remark, 12, middle + 28, look, "left") }] : []),
  ];
}

function style(text: string, x: number, y: number, look: Look, align: string, isMain = false): Record<string, unknown> {
  const halo = { stroke: look.surface, lineWidth: 3 };
  return { text, x, y, align, verticalAlign: "middle", fill: isMain ? look.ink : look.soft, font: `${isMain ? 500 : 400} 13px ${look.font}`, ...halo };
}

function anyApart(data: IntervalData): boolean {
  return data.items.some((item) => item.isApart);
}

function top(data: IntervalData): number {
  return data.reference !== null && data.referenceLabel ? 28 : 8;
}

function labelWidth(data: IntervalData, width: number): number {
  return Math.min(widest(data.items.map((item) => item.label)) + 24, width * 0.36);
}

function wordsWidth(data: IntervalData): number {
  return widest(data.items.map((item) => (item.value === null ? item.remark : item.words))) + 20;
}

function remarkWidth(data: IntervalData): number {
  const said = data.items.filter((item) => item.isApart).map((item) => item.remark);
  return said.length ? Math.min(widest(said) + 20, 200) : 4;
}
