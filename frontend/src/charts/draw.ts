import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { BAR_HEIGHT, barsOption } from "./bars";
import { controlOption } from "./control";
import type { ChartData } from "./data";
import { readLook } from "./look";

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

/** Draw the chart of a figure, and draw it again when its size or the theme changes. */
export function draw(figure: HTMLElement): void {
  const canvas = figure.querySelector<HTMLElement>(".chart-canvas");
  const json = figure.querySelector('script[type="application/json"]')?.textContent;
  if (!canvas || !json) return;
  const data = JSON.parse(json) as ChartData;
  if (data.kind === "bars") canvas.style.height = `${data.bars.length * BAR_HEIGHT + 36}px`;
  const chart = init(canvas, null, { renderer: "canvas" });
  const paint = (): void => chart.setOption(option(data, canvas.clientWidth), { notMerge: true });
  void document.fonts.ready.then(paint);
  paint();
  follow(chart, data);
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(canvas);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

function option(data: ChartData, width: number): EChartsCoreOption {
  const look = readLook();
  return data.kind === "bars" ? barsOption(data, look, width) : controlOption(data, look, width);
}

/** A click on a point or a bar goes to what stands behind it. */
function follow(chart: EChartsType, data: ChartData): void {
  chart.on("click", (event) => {
    const index = event.dataIndex;
    const found = data.kind === "bars" ? [...data.bars].reverse()[index] : data.points[index];
    if (found?.href) location.assign(found.href);
  });
}
