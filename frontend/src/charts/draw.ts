import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import type { ChartData } from "./data";
import { readLook } from "./look";
import { optionOf } from "./options";

use([
  BarChart,
  CanvasRenderer,
  CustomChart,
  GridComponent,
  LabelLayout,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  TooltipComponent,
]);

/** What the server has written into the figure. */
export function dataOf(figure: HTMLElement): ChartData | null {
  const json = figure.querySelector<HTMLElement>(".chart-canvas")?.dataset["drawing"];
  return json ? (JSON.parse(json) as ChartData) : null;
}

/** Draw the chart of a figure, and draw it again when its size or the theme changes. */
export function draw(figure: HTMLElement): void {
  const canvas = figure.querySelector<HTMLElement>(".chart-canvas");
  const data = dataOf(figure);
  if (!canvas || !data) return;
  const chart = init(canvas, null, { renderer: "canvas" });
  const paint = (): void => chart.setOption(optionOf(data, readLook(), canvas.clientWidth), { notMerge: true });
  void document.fonts.ready.then(paint);
  paint();
  follow(chart, data);
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(canvas);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

/** A click on a point or a bar goes to what stands behind it. */
function follow(chart: EChartsType, data: ChartData): void {
  chart.on("click", (event) => {
    const href = hrefOf(data, event.dataIndex) ?? (event.data as { href?: string } | undefined)?.href;
    if (href) location.assign(href);
  });
}

/** Bars and points of control charts are found by their place; the other kinds carry their address with them. */
function hrefOf(data: ChartData, index: number): string | undefined {
  if (data.kind === "bars") return [...data.bars].reverse()[index]?.href;
  return data.kind === "control" ? data.points[index]?.href : undefined;
}
