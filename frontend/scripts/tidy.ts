import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const AN_HOUR = 3_600_000;

/**
 * Takes away what builds of more than an hour ago have left, once the new one is complete. A server that runs meanwhile
 * still has the files that its pages name.
 */
export function leaveOnlyTheNew(): Plugin {
  return {
    name: "leave-only-the-new",
    writeBundle: {
      order: "post",
      sequential: true,
      handler(options, bundle) {
        const folder = options.dir ?? "";
        const made = new Set([...Object.keys(bundle), "manifest.json"]);
        for (const name of readdirSync(folder)) {
          const path = join(folder, name);
          if (!made.has(name) && Date.now() - statSync(path).mtimeMs > AN_HOUR) rmSync(path, { recursive: true });
        }
      },
    },
  };
}
