/** Below this width a chart is a phone's: words stand above lines instead of beside them. */
export const NARROW = 520;

export interface Scale {
  min: number;
  max: number;
  interval: number;
}

/** Round ends around all values, `parts` steps apart; a share never leaves 0 to 1, nothing positive goes below 0, and
    what is counted goes up by whole numbers. */
export function scale(low: number, high: number, unit: string, parts: number): Scale {
  const air = (high - low || Math.abs(high) || 1) * 0.05;
  const rough = roundStep((high - low + 2 * air) / parts);
  const step = unit === "count" ? Math.max(1, rough === 2.5 ? 5 : rough) : rough;
  const under = Math.floor((low - air) / step) * step;
  const over = Math.ceil((high + air) / step) * step;
  return { min: low >= 0 ? Math.max(0, under) : under, max: unit === "share" ? Math.min(1, over) : over, interval: step };
}

/** The same around whatever is known of these; 0 to 1 when nothing is. */
export function scaleAround(values: (number | null)[], unit: string, parts: number): Scale {
  const known = values.filter((v): v is number => v !== null);
  return known.length ? scale(Math.min(...known), Math.max(...known), unit, parts) : { min: 0, max: 1, interval: 0.5 };
}

function roundStep(rough: number): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 2.5, 5, 10].find((n) => n * size >= rough);
  return (found ?? 10) * size;
}

/** About how many pixels a text of the charts' size takes. */
export function textWidth(text: string): number {
  return text.length * 7.2;
}

export function widest(texts: string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}
