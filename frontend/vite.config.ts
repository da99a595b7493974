import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { iconSprite } from "./scripts/icons.ts";
import { leaveOnlyTheNew } from "./scripts/tidy.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [iconSprite(), leaveOnlyTheNew()],
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [here("node_modules")], quietDeps: true, silenceDeprecations: ["if-function"] },
    },
  },
  build: {
    outDir: here("../src/colere/platform/ui/static/ui/dist"),
    emptyOutDir: false, // a server that is running must find its files during the build; tidied at its end
    manifest: "manifest.json",
    target: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: false,
    reportCompressedSize: true,
    rollupOptions: {
      input: { main: here("src/main.ts"), theme: here("src/theme.ts") },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
