import { all, find } from "./dom";

/** On a phone the tabs of a page reach out of sight: the one that is open is brought into it. */
export function startTabs(part: ParentNode): void {
  for (const tabs of all(".tabs", part)) {
    const open = find('[aria-current="page"]', tabs);
    if (!open) continue;
    const [seen, wanted] = [tabs.getBoundingClientRect(), open.getBoundingClientRect()];
    if (wanted.right > seen.right) tabs.scrollLeft += wanted.right - seen.right + 48;
  }
}
