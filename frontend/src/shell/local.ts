import { all } from "./dom";

let isStarted = false;

/** Alpine (the build that needs no eval) for what is purely local; loaded by the first page that has an x-data. */
export function startLocalParts(part: ParentNode): void {
  if (isStarted || !all("[x-data]", part).length) return;
  isStarted = true;
  void import("@alpinejs/csp").then(({ default: Alpine }) => Alpine.start());
}
