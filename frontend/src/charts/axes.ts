import { type Look, thin, tick } from "./look";
import { NARROW, type Scale } from "./scale";
import { tip, tipStyle } from "./tip";

/** What control charts and lines share: periods across, values upwards, the band, verticals with their words, and the tip. */

export interface Placed {
  at: string;
  label: string;
  tick: string;
  words: string;
  detail: string;
  signal?: string;
}

export const LEFT = 48;

const EDGE = { fontSize: 13 };

/** Periods across. On a small chart only the first and the last are said. */
export function periodAxis(points: Placed[], look: Look, isSmall = false): object {
  const ends = { interval: points.length - 2, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" };
  return {
    type: "category",
    data: points.map((p) => p.at),
    boundaryGap: false,
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: {
      ...EDGE,
      color: look.soft,
      margin: 14,
      hideOverlap: true,
      ...(isSmall ? ends : {}),
      formatter: (at: string) => points.find((p) => p.at === at)?.tick ?? at,
    },
  };
}

/** Values upwards. */
export function valueAxis(extent: Scale, unit: string, look: Look): object {
  return {
    type: "value",
    ...extent,
    splitLine: { lineStyle: { color: thin(look.line, 0.7) } },
    axisLabel: { ...EDGE, color: look.soft, formatter: (v: number) => tick(v, unit) },
  };
}

/** What the period under the pointer says. */
export function periodTip(points: Placed[], look: Look): object {
  return {
    ...tipStyle(look),
    trigger: "axis",
    axisPointer: { type: "line", lineStyle: { color: look.edge, width: 1, type: "solid" } },
    formatter: (found: { axisValue: string }[]) => {
      const point = points.find((p) => p.at === found[0]?.axisValue);
      return point ? tip(point.label, point.words, point.detail, point.signal ?? "") : "";
    },
  };
}

/** The interval of each point: an invisible line at its lower end, and the height of the band stacked on it. */
export function bandOf(points: { low: number | null; high: number | null }[], colour: string): object[] {
  if (!points.some((p) => p.low !== null)) return [];
  const base = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...base, data: points.map((p) => p.low) },
    { ...base, data: points.map((p) => (p.low === null || p.high === null ? null : p.high - p.low)), areaStyle: { color: colour, opacity: 1 } },
  ];
}

/** Room above for the words of so many verticals; on a narrow chart they stand on two lines in turn. */
export function topFor(verticals: number, width: number): number {
  if (!verticals) return 16;
  return width <= NARROW && verticals > 1 ? 56 : 36;
}

/** How far above its line the words of the vertical at this place stand. */
export function liftOf(place: number, width: number): number {
  return width <= NARROW ? 6 + 20 * (place % 2) : 6;
}

/** Where words of this width, wanted around `x`, have their middle: inside the room, and across none of the verticals. */
export function middleOf(x: number, width: number, room: number, verticals: number[]): number {
  const half = width / 2;
  const inside = (middle: number): number => Math.min(Math.max(middle, half), room - half);
  const isFree = (middle: number): boolean => verticals.every((at) => Math.abs(at - middle) >= half + 4);
  const sides = verticals.flatMap((at) => [at + half + 6, at - half - 6]);
  const [best] = [x, ...sides].map(inside).filter(isFree).sort((one, other) => Math.abs(one - x) - Math.abs(other - x));
  return best ?? inside(x);
}
