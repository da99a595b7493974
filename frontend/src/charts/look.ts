/** The colours and sizes of the page, read from its tokens when a chart is drawn. */
export interface Look {
  paper: string;
  surface: string;
  line: string;
  ink: string;
  soft: string;
  leaf: string;
  clay: string;
  edge: string;
  font: string;
}

const NAMES = ["paper", "surface", "line", "ink", "soft", "leaf", "clay", "edge"] as const;

export function readLook(): Look {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colours = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Record<(typeof NAMES)[number], string>;
  probe.remove();
  return { ...colours, font: getComputedStyle(document.body).fontFamily };
}

/** A colour of the look, thinned. The browser gives "rgb(r, g, b)". */
export function thin(colour: string, share: number): string {
  return colour.replace(/^rgb\(([^)]+)\)$/, `rgba($1, ${share})`);
}

/** How an axis says a value; the server words what stands in the text, this only the ticks. */
export function tick(value: number, unit: string): string {
  const plain = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 1 });
  if (unit === "share") return `${plain.format(value * 100)}%`;
  if (unit === "ratio") return new Intl.NumberFormat(document.documentElement.lang || "en", { maximumSignificantDigits: 3 }).format(value);
  if (unit === "balance" || unit === "points") return plain.format(value * 100);
  if (unit !== "seconds" && unit !== "duration") return plain.format(value);
  if (value < 60) return `${plain.format(value)} s`;
  if (value < 3600) return `${plain.format(value / 60)} min`;
  return value < 86_400 ? `${plain.format(value / 3600)} h` : `${plain.format(value / 86_400)} d`;
}
