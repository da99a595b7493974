import type { EChartsCoreOption } from "echarts/core";
import type { WaysData, WaysEdge } from "./data";
import { type Look, thin } from "./look";
import { NARROW, widest } from "./scale";
import { tip, tipStyle } from "./tip";

const ROW = 46;
const BOX = 32;
const EDGES = 8;
const APART = 5;
const WIDEST = 9;

/** Steps under one another; ways down on the right, ways back on the left, as wide as they were used. */
export function waysOption(data: WaysData, look: Look, width: number): EChartsCoreOption {
  const box = boxWidth(data, width);
  const most = Math.max(1, ...data.edges.map((edge) => edge.n));
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.soft },
    grid: { left: 0, right: 0, top: EDGES, bottom: EDGES },
    xAxis: { show: false, min: 0, max: 1 },
    yAxis: { show: false, min: 0, max: 1 },
    tooltip: {
      ...tipStyle(look),
      trigger: "item",
      formatter: (at: { seriesIndex: number; dataIndex: number }) => tipOf(data, at.seriesIndex, at.dataIndex),
    },
    series: [
      {
        type: "custom",
        data: data.edges.map(() => [0, 0]),
        renderItem: (params: { dataIndex: number }) => {
          const edge = data.edges[params.dataIndex] as WaysEdge;
          return way(edge, data, look, width, box, most);
        },
      },
      {
        type: "custom",
        data: data.nodes.map(() => [0, 0]),
        renderItem: (params: { dataIndex: number }) => node(params.dataIndex, data, look, width, box),
      },
    ],
  };
}

function tipOf(data: WaysData, series: number, index: number): HTMLElement | string {
  const edge = series === 0 ? data.edges[index] : undefined;
  const node = data.nodes[index];
  if (edge) return tip(`${data.nodes[edge.first]?.label} → ${data.nodes[edge.then]?.label}`, edge.words, "", edge.remark);
  return series === 1 && node ? tip(node.label, node.words, "", "") : "";
}

function boxWidth(data: WaysData, width: number): number {
  const room = width <= NARROW ? 0.62 : 0.4;
  return Math.min(widest(data.nodes.map((one) => `${one.label}  ${one.words}`)) + 28, width * room);
}

function middle(place: number): number {
  return EDGES + place * ROW + ROW / 2;
}

function node(place: number, data: WaysData, look: Look, width: number, box: number): object {
  const one = data.nodes[place];
  if (!one) return { type: "group", children: [] };
  const [x, y] = [(width - box) / 2, middle(place)];
  const text = { x: x + 12, y, text: one.label, fill: look.ink, font: `500 13px ${look.font}`, verticalAlign: "middle" };
  const room = box - 24 - (one.words ? widest([one.words]) + 8 : 0);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x, y: y - BOX / 2, width: box, height: BOX, r: 8 },
        style: { fill: look.surface, stroke: one.isApart ? look.clay : look.edge, lineWidth: one.isApart ? 2 : 1 },
      },
      { type: "text", style: { ...text, width: room, overflow: "truncate" } },
      {
        type: "text",
        style: { x: x + box - 12, y, text: one.words, fill: look.soft, font: `400 13px ${look.font}`, align: "right", verticalAlign: "middle" },
      },
    ],
  };
}

/** A bow from one box to another; how far it reaches out grows with the number of steps that it passes. */
function way(edge: WaysEdge, data: WaysData, look: Look, width: number, box: number, most: number): object {
  const side = edge.then >= edge.first ? 1 : -1;
  const x = width / 2 + (side * box) / 2;
  const passes = Math.max(1, Math.abs(edge.then - edge.first));
  const reach = ((width - box) / 2 - WIDEST) * Math.min(1, 0.22 + (0.78 * passes) / Math.max(2, data.nodes.length - 1));
  const apart = edge.then === edge.first ? BOX / 2 - 4 : APART;
  const [from, to] = [middle(edge.first) + side * apart - (edge.then === edge.first ? 2 * apart : 0), middle(edge.then) - side * apart + (edge.then === edge.first ? 2 * apart : 0)];
  const bend = x + side * reach * 1.3;
  const ends = data.nodes[edge.then]?.isApart;
  const colour = thin(ends ? look.clay : look.leaf, ends ? 0.75 : 0.55);
  const head = 5;
  return {
    type: "group",
    children: [
      {
        type: "bezierCurve",
        shape: { x1: x, y1: from, x2: x + side * head, y2: to, cpx1: bend, cpy1: from, cpx2: bend, cpy2: to },
        style: { stroke: colour, lineWidth: Math.max(1.2, (WIDEST * edge.n) / most), fill: "none" },
      },
      {
        type: "polygon",
        shape: {
          points: [
            [x, to],
            [x + side * head * 1.8, to - head],
            [x + side * head * 1.8, to + head],
          ],
        },
        style: { fill: ends ? look.clay : look.leaf },
      },
    ],
  };
}
