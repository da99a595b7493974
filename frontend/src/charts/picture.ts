import { init } from "echarts/core";
import type { ChartData } from "./data";
import { dataOf } from "./draw";
import { type Look, readLook } from "./look";
import { optionOf } from "./options";

const RATIO = 2;
const EDGE = 24;
const LEAST_WIDTH = 720;
const MOST_WIDTH = 1200;
const HEIGHT = 360;

interface Line {
  text: string;
  font: string;
  colour: string;
  height: number;
}

/** The chart as a picture for a slide: title, sentence and drawing on paper, twice as fine as the screen needs. */
export async function picture(figure: HTMLElement): Promise<Blob | null> {
  const data = dataOf(figure);
  const canvas = figure.querySelector<HTMLElement>(".chart-canvas");
  if (!data || !canvas) return null;
  await document.fonts.ready;
  const look = readLook();
  const width = Math.min(Math.max(canvas.clientWidth, LEAST_WIDTH), MOST_WIDTH);
  const sheet = compose(data, { ...look, surface: look.paper }, width);
  return new Promise((done) => sheet.toBlob(done, "image/png"));
}

function compose(data: ChartData, look: Look, width: number): HTMLCanvasElement {
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d") as CanvasRenderingContext2D;
  const lines = headLines(pen, data, look, width);
  const head = lines.reduce((sum, line) => sum + line.height, EDGE) + 8;
  const height = "height" in data ? data.height.wide : HEIGHT;
  sheet.width = (width + 2 * EDGE) * RATIO;
  sheet.height = (head + height + EDGE) * RATIO;
  pen.scale(RATIO, RATIO);
  pen.fillStyle = look.paper;
  pen.fillRect(0, 0, width + 2 * EDGE, head + height + EDGE);
  write(pen, lines);
  pen.drawImage(drawing(data, look, width, height), EDGE, head, width, height);
  return sheet;
}

/** Drawn anew beside the page: as wide as a slide wants it, and with all its words also where the page shows it small. */
function drawing(data: ChartData, look: Look, width: number, height: number): HTMLCanvasElement {
  const whole = data.kind === "control" ? { ...data, small: false } : data;
  const chart = init(document.createElement("div"), null, { renderer: "canvas", width, height, devicePixelRatio: RATIO });
  chart.setOption(optionOf(whole, look, width));
  const drawn = chart.renderToCanvas({ pixelRatio: RATIO });
  chart.dispose();
  return drawn;
}

function headLines(pen: CanvasRenderingContext2D, data: ChartData, look: Look, width: number): Line[] {
  const title = { font: `600 18px ${look.font}`, colour: look.ink, height: 26 };
  const sentence = { font: `400 15px ${look.font}`, colour: look.soft, height: 22 };
  const parts: [string, Omit<Line, "text">][] = [
    [data.title, title],
    [data.sentence, sentence],
  ];
  return parts.flatMap(([text, style]) => broken(pen, text, style.font, width).map((line) => ({ ...style, text: line })));
}

/** A text in lines that are no longer than the width. */
function broken(pen: CanvasRenderingContext2D, text: string, font: string, width: number): string[] {
  pen.font = font;
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function write(pen: CanvasRenderingContext2D, lines: Line[]): void {
  pen.textBaseline = "top";
  let y = EDGE;
  for (const line of lines) {
    pen.font = line.font;
    pen.fillStyle = line.colour;
    pen.fillText(line.text, EDGE, y);
    y += line.height;
  }
}
