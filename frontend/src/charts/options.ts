import type { EChartsCoreOption } from "echarts/core";
import { barsOption } from "./bars";
import { controlOption } from "./control";
import type { ChartData } from "./data";
import { funnelOption } from "./funnel";
import { intervalOption } from "./interval";
import { linesOption } from "./lines";
import type { Look } from "./look";
import { waysOption } from "./ways";

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
