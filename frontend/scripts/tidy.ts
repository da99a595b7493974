import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Takes away what earlier builds have left, once the new one is complete, so that no moment is without a front end. */
export function leaveOnlyTheNew(): Plugin {
  return {
    name: "leave-only-the-new",
    writeBundle: {
      order: "post",
      sequential: true,
      handler(options, bundle) {
        const made = new Set([...Object.keys(bundle), "manifest.json"]);
        for (const name of readdirSync(options.dir ?? "")) {
          if (!made.has(name)) rmSync(join(options.dir ?? "", name), { recursive: true });
        }
      },
    },
  };
}
