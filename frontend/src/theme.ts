// Runs before the page is drawn, so that nobody sees the wrong theme for a moment. No imports: it is a plain script.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function apply(): void {
    const choice = root.dataset["themeChoice"];
    const isDark = choice === "dark" || (choice !== "light" && dark.matches);
    root.dataset["bsTheme"] = isDark ? "dark" : "light";
  }

  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("colere:theme", apply);
})();
