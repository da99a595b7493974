import { all, find } from "./dom";

const OPENERS: Record<string, string> = { "[data-open-help]": "#help", "[data-open-drawer]": "#drawer" };

/** Dialogs, menus and the few questions that must be asked. */
export function startOverlays(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    for (const [opener, dialog] of Object.entries(OPENERS)) {
      if (target.closest(opener)) open(dialog);
    }
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement) target.close();
    if (target.closest("[data-back]")) history.back();
    for (const menu of all<HTMLDetailsElement>("details[data-menu][open]")) {
      if (!menu.contains(target) || target.closest(".menu-item")) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moveInMenu(event);
  });
  document.addEventListener("focusout", (event) => {
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
    const next = event.relatedTarget as Node | null;
    if (menu && next && !menu.contains(next)) menu.open = false;
  });
  document.addEventListener("submit", (event) => {
    const question = (event.target as HTMLElement).dataset["confirm"];
    if (question && !window.confirm(question)) event.preventDefault();
  });
}

/** Open a dialog of the page as a modal. */
export function open(selector: string): void {
  const dialog = find<HTMLDialogElement>(selector);
  if (dialog && !dialog.open) dialog.showModal();
}

function closeMenus(): void {
  for (const menu of all<HTMLDetailsElement>("details[data-menu][open]")) {
    menu.open = false;
    find("summary", menu)?.focus();
  }
}

function moveInMenu(event: KeyboardEvent): void {
  const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
  if (!menu) return;
  event.preventDefault();
  const items = all(".menu-item", menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? items.length - 1 : at - 1;
  items[(next + items.length) % items.length]?.focus();
}
