import { find, isTyping } from "./dom";
import { open } from "./overlays";
import { moveRow, openRow, pickRow } from "./rows";
import { undoLast } from "./toasts";

const DEEDS: Record<string, () => void> = {
  "?": () => open("#help"),
  "/": () => find<HTMLInputElement>(".filters input[type=search], #search-text")?.focus(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => pickRow(),
  u: () => undoLast(),
  Enter: () => openRow(),
};
const AFTER_G: Record<string, string> = { t: "/" };

/** Single keys, wherever nobody is typing. They are listed on the sheet that "?" opens. */
export function startKeys(): void {
  let isAfterG = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event)) return;
    const place = isAfterG ? AFTER_G[event.key] : undefined;
    isAfterG = event.key === "g";
    if (place) location.assign(place);
    const deed = DEEDS[event.key];
    if (!deed || place) return;
    if (event.key !== "Enter") event.preventDefault();
    deed();
  });
}

function isBusy(event: KeyboardEvent): boolean {
  const target = event.target as Element;
  if (isTyping(target) || document.querySelector("dialog[open]")) return true;
  return event.key === "Enter" && target.matches("a, button, summary, input, select");
}
