import { all, find } from "./dom";

/** Keeps the keyboard where it was: when a part of the page is fetched again, and after an error in a form. */
export function startFocus(): void {
  document.addEventListener("focusin", showBeginning);
  find(".field-wrong:not([data-sample] *) :is(input:not([type=hidden]), select, textarea)")?.focus();
  let lost: Place | null = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = (event as CustomEvent<{ target: HTMLElement }>).detail;
    lost = place(target, document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (lost && (!document.activeElement || document.activeElement === document.body)) restore(lost);
    lost = null;
  });
}

/** What is higher than the window is put into its middle by the browser, its beginning under the top line: begin at the
 *  beginning instead. */
function showBeginning(event: FocusEvent): void {
  const focused = event.target;
  if (!(focused instanceof HTMLElement) || !focused.matches(":focus-visible")) return;
  const padding = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const { top, height } = focused.getBoundingClientRect();
  if (height > innerHeight - padding && top < padding) focused.scrollIntoView({ block: "start" });
}

/** What had the focus, said so that it can be found again in a part that was fetched anew. */
interface Place {
  part: string;
  id: string;
  kind: string;
  words: string;
}

function place(part: HTMLElement, focused: Element | null): Place | null {
  if (!part.id || !(focused instanceof HTMLElement) || !part.contains(focused)) return null;
  return { part: part.id, id: focused.id, kind: focused.tagName, words: words(focused) };
}

/** The same thing again; where it is gone, the part itself, so that the next Tab goes on from here. */
function restore(lost: Place): void {
  const part = document.getElementById(lost.part);
  if (!part) return;
  const same =
    (lost.id && document.getElementById(lost.id)) ||
    all<HTMLElement>(lost.kind.toLowerCase(), part).find((one) => words(one) === lost.words);
  if (!same && !part.hasAttribute("tabindex")) part.tabIndex = -1;
  (same || part).focus({ preventScroll: true });
}

function words(element: HTMLElement): string {
  const address = element instanceof HTMLAnchorElement ? element.pathname : "";
  return [element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "", element.getAttribute("name"), address].join("|");
}
