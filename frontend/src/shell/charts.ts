import { all } from "./dom";

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
    chart.addEventListener("keydown", (event) => {
      const table = chart.querySelector("details");
      if (event.key !== "t" || event.target !== chart || !table) return;
      event.preventDefault();
      event.stopPropagation();
      table.open = !table.open;
    });
  }
}
