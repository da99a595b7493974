import type { Look } from "./look";

/** What a point or a bar says when the pointer is on it; built as elements, so that no markup and no inline style is needed. */
export function tip(label: string, words: string, detail: string, signal: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "chart-tip";
  const lines: [string, string][] = [
    ["chart-tip-label", label],
    ["chart-tip-value", words],
    ["chart-tip-detail", detail],
    ["chart-tip-signal", signal],
  ];
  for (const [css, text] of lines) {
    if (!text) continue;
    const line = document.createElement("p");
    line.className = css;
    line.textContent = text;
    box.append(line);
  }
  return box;
}

export function tipStyle(look: Look): object {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: look.surface,
    borderColor: look.line,
    borderWidth: 1,
    padding: [8, 12],
    extraCssText: "box-shadow: none;",
  };
}
