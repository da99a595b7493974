import type { EChartsCoreOption } from "echarts/core";
import { BAR_HEIGHT, barsOption } from "./bars";
import { controlOption } from "./control";
import type { ChartData } from "./data";
import { funnelOption } from "./funnel";
import { intervalHeight, intervalOption } from "./interval";
import { linesOption } from "./lines";
import type { Look } from "./look";
import { waysHeight, waysOption } from "./ways";

/** What the drawing library is told, for each kind of chart. */
export function optionOf(data: ChartData, look: Look, width: number): EChartsCoreOption {
  switch (data.kind) {
    case "bars":
      return barsOption(data, look, width);
    case "interval":
      return intervalOption(data, look, width);
    case "funnel":
      return funnelOption(data, look, width);
    case "lines":
      return linesOption(data, look, width);
    case "ways":
      return waysOption(data, look, width);
    case "control":
      return controlOption(data, look, width);
  }
}

/** The height of charts that grow with their rows; null where the style says it. */
export function heightOf(data: ChartData, width: number): number | null {
  if (data.kind === "bars") return data.bars.length * BAR_HEIGHT + 36;
  if (data.kind === "ways") return waysHeight(data);
  return data.kind === "interval" ? intervalHeight(data, width) : null;
}
