import htmx from "htmx.org";
import { all, csrfToken, find } from "./dom";

interface Said {
  text: string;
  undo?: string | null;
  tone?: string;
}

const STAYS = 6_000;
const STAYS_WITH_UNDO = 12_000;

/** Toasts: what the server says was done, with its undo, and what to do when it could not be reached. */
export function startToasts(): void {
  const place = find("#toasts");
  if (!place) return;
  for (const line of all("[data-toast]", place)) {
    const undo = line.dataset["undo"];
    line.remove();
    say({ text: line.textContent?.trim() ?? "", undo: undo ?? null });
  }
  document.addEventListener("colere:toast", (event) => say((event as CustomEvent<Said>).detail));
  document.addEventListener("htmx:sendError", () => say({ text: place.dataset["offline"] ?? "", tone: "clay" }));
  document.addEventListener("htmx:responseError", (event) => {
    const xhr = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    if (!xhr.getResponseHeader("HX-Trigger")) say({ text: place.dataset["broken"] ?? "", tone: "clay" });
  });
}

/** Show a toast; it stays while the pointer or the focus is on it. */
export function say(said: Said): void {
  const place = find("#toasts");
  if (!place || !said.text) return;
  const line = document.createElement("div");
  line.className = said.tone === "clay" ? "toast-line toast-clay" : "toast-line";
  const text = document.createElement("span");
  text.textContent = said.text;
  line.append(text);
  if (said.undo) line.append(undoButton(said.undo, place, line));
  line.append(button(place.dataset["closeLabel"] ?? "Close", "toast-close", () => line.remove()));
  place.append(line);
  leaveLater(line, said.undo ? STAYS_WITH_UNDO : STAYS);
}

/** Undo what was done last, while its toast can still be seen. */
export function undoLast(): void {
  all<HTMLButtonElement>("#toasts .toast-undo").pop()?.click();
}

function leaveLater(line: HTMLElement, stays: number): void {
  const leave = (): void => {
    if (line.matches(":hover, :focus-within")) window.setTimeout(leave, 1_500);
    else line.remove();
  };
  window.setTimeout(leave, stays);
}

function undoButton(address: string, place: HTMLElement, line: HTMLElement): HTMLButtonElement {
  return button(place.dataset["undoLabel"] ?? "Undo", "toast-undo", () => {
    line.remove();
    void undo(address);
  });
}

async function undo(address: string): Promise<void> {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
  const trigger = answer.headers.get("HX-Trigger");
  if (trigger) htmx.trigger(document.body, "colere:toast", (JSON.parse(trigger) as Record<string, unknown>)["colere:toast"]);
  const to = answer.headers.get("HX-Redirect");
  if (to) location.assign(to);
  else if (answer.ok) location.reload();
}

function button(label: string, css: string, then: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = css;
  made.textContent = label;
  made.addEventListener("click", then);
  return made;
}
