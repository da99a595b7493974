import { all, find } from "./dom";

/** Charts: the drawing library is loaded only by pages that have some, and each chart only when it comes into sight. */
export function startCharts(part: ParentNode): void {
  const charts = all("[data-chart]", part);
  if (!charts.length) return;
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        void import("../charts/draw").then(({ draw }) => draw(entry.target as HTMLElement));
      }
    },
    { rootMargin: "200px" },
  );
  for (const chart of charts) {
    seen.observe(chart);
    startTable(chart);
    startDownloads(chart);
  }
}

function startTable(chart: HTMLElement): void {
  chart.addEventListener("keydown", (event) => {
    const table = chart.querySelector("details");
    if (event.key !== "t" || event.target !== chart || !table) return;
    event.preventDefault();
    event.stopPropagation();
    table.open = !table.open;
  });
}

function startDownloads(chart: HTMLElement): void {
  const name = chart.dataset["chart"] ?? "chart";
  find("[data-chart-picture]", chart)?.addEventListener("click", async () => {
    const { picture } = await import("../charts/picture");
    const made = await picture(chart);
    if (made) save(made, `${name}.png`);
  });
  find("[data-chart-csv]", chart)?.addEventListener("click", () => {
    const table = find<HTMLTableElement>("table", chart);
    if (table) save(new Blob([csvOf(table)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
  });
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The table as its readers see it. The mark at the start tells spreadsheets that it is UTF-8. */
function csvOf(table: HTMLTableElement): string {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => csvCell(cell.textContent?.trim() ?? "")).join(","));
  return `\ufeff${rows.join("\r\n")}\r\n`;
}

/** A cell of a CSV file; one that a spreadsheet would take for a formula begins with an apostrophe, as in all our files. */
function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-][\d.,]+%?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
