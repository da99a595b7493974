import { all, find } from "./dom";

/** Lists: choosing rows, and the bar of what one may do with them. */
export function startRows(part: ParentNode): void {
  if (part === document) document.addEventListener("htmx:configRequest", leaveOutEmpty);
  // With room, the style sheet shows what is folded away; a browser that cannot has it opened, and the list moves once.
  if (matchMedia("(width >= 640px)").matches && !CSS.supports("selector(::details-content)")) {
    for (const fold of all<HTMLDetailsElement>("[data-open-when-wide]", part)) fold.open = true;
  }
  for (const form of all<HTMLFormElement>("form[data-rows]", part)) {
    form.addEventListener("change", (event) => {
      const box = event.target as HTMLInputElement;
      if (box.matches("[data-pick-all]")) {
        for (const row of boxes(form)) row.checked = box.checked;
      }
      showBar(form);
    });
    find("[data-bulk-none]", form)?.addEventListener("click", () => {
      for (const row of boxes(form)) row.checked = false;
      showBar(form);
    });
    showBar(form);
  }
}

/** Move the mark to the next or the previous row, and bring it into sight. */
export function moveRow(step: number): void {
  const rows = all("[data-row]");
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("is-here"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.classList.remove("is-here");
  const row = rows[next];
  row?.classList.add("is-here");
  row?.scrollIntoView({ block: "nearest" });
  (row && find("a.cell-link", row))?.focus({ preventScroll: true });
}

/** Go where the marked row leads. */
export function openRow(): void {
  find("[data-row].is-here a.cell-link")?.click();
}

/** Choose the marked row, or let it go. */
export function pickRow(): void {
  find('[data-row].is-here input[name="ids"]')?.click();
}

/** A filter that asks for nothing is not in the address. */
function leaveOutEmpty(event: Event): void {
  const { elt, parameters } = (event as CustomEvent<{ elt: Element; parameters: Record<string, unknown> }>).detail;
  if (!elt.matches(".filters")) return;
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
}

function boxes(form: HTMLFormElement): HTMLInputElement[] {
  return all<HTMLInputElement>('input[name="ids"]', form);
}

function showBar(form: HTMLFormElement): void {
  const bar = find("[data-bulk]", form);
  if (!bar) return;
  const rows = boxes(form);
  const chosen = rows.filter((row) => row.checked).length;
  const pickAll = find<HTMLInputElement>("[data-pick-all]", form);
  if (pickAll) {
    pickAll.checked = chosen === rows.length;
    pickAll.indeterminate = chosen > 0 && chosen < rows.length;
  }
  bar.hidden = chosen === 0;
  const count = find("[data-bulk-count]", bar);
  const words = find("#toasts")?.dataset["chosen"] ?? "{n}";
  if (count) count.textContent = words.replace("{n}", String(chosen));
}
