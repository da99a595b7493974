import { afterPause, all, find } from "./dom";

/** The palette (Ctrl-K): an ARIA combobox over what the server finds and what one may do. */
export function startPalette(): void {
  const dialog = find<HTMLDialogElement>("#palette");
  const input = dialog && find<HTMLInputElement>(".palette-input", dialog);
  const list = dialog && find(".palette-options", dialog);
  if (!dialog || !input || !list) return;
  const palette = new Palette(dialog, input, list);
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-open-palette]")) palette.open();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.open();
    }
  });
}

class Palette {
  private asked = 0;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly input: HTMLInputElement,
    private readonly list: HTMLElement,
  ) {
    input.addEventListener("input", afterPause(120, () => void this.fetch()));
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("mousemove", (event) => {
      const option = (event.target as Element).closest<HTMLElement>(".palette-option");
      if (option) this.choose(option);
    });
  }

  open(): void {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.select();
    void this.fetch();
  }

  private get options(): HTMLElement[] {
    return all(".palette-option", this.list);
  }

  private get chosen(): HTMLElement | null {
    return find('[aria-selected="true"]', this.list);
  }

  /** Ask the server; an answer that comes after a newer question is dropped. */
  private async fetch(): Promise<void> {
    const mine = ++this.asked;
    const query = new URLSearchParams({ q: this.input.value });
    const answer = await fetch(`${this.input.dataset["paletteUrl"]}?${query}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || mine !== this.asked) return;
    this.list.innerHTML = await answer.text();
    this.choose(this.options[0] ?? null);
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      const options = this.options;
      const at = options.indexOf(this.chosen as HTMLElement);
      this.choose(options[(at + step + options.length) % options.length] ?? null);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.chosen?.click();
      this.dialog.close();
    }
  }

  private choose(option: HTMLElement | null): void {
    this.chosen?.setAttribute("aria-selected", "false");
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }
}
