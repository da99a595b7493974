/** The first element that fits, typed; null when there is none. */
export function find<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E | null {
  return within.querySelector<E>(selector);
}

/** All elements that fit: the part itself, if it does, and what is inside it. */
export function all<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E[] {
  const inside = [...within.querySelectorAll<E>(selector)];
  return within instanceof Element && within.matches(selector) ? [within as unknown as E, ...inside] : inside;
}

/** Whether somebody is writing in this element, so that nothing may change under their hands. */
export function isTyping(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLInputElement && !["button", "checkbox", "radio", "submit"].includes(element.type);
}

/** Runs `then` once nothing has called for a while. */
export function afterPause(milliseconds: number, then: () => void): () => void {
  let timer: number | undefined;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(then, milliseconds);
  };
}

/** The token that every POST must carry; it stands on <body> for htmx. */
export function csrfToken(): string {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return headers["X-CSRFToken"] ?? "";
}
