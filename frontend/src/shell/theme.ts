import { csrfToken } from "./dom";

const NEXT: Record<string, string> = { light: "dark", dark: "light" };

/** The switch: turns over what one sees now, remembers it in this browser and, when signed in, for the account. */
export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-switch-theme]");
    if (button) choose(NEXT[document.documentElement.dataset["bsTheme"] ?? "light"] ?? "dark");
  });
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLSelectElement;
    if (field.matches?.("[data-theme-field]")) show(field.value);
  });
}

function choose(theme: string): void {
  show(theme);
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  void fetch("/account/theme", {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ theme }),
  });
}

function show(theme: string): void {
  document.documentElement.dataset["themeChoice"] = theme;
  document.dispatchEvent(new CustomEvent("colere:theme"));
}
