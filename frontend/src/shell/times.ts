import { all } from "./dom";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Keeps "12 min ago" true while the page stays open. The server has written the first words and the exact time. */
export function startTimes(part: ParentNode): void {
  if (part === document) window.setInterval(() => refresh(document), 30_000);
}

function refresh(part: ParentNode): void {
  const language = document.documentElement.lang || "en";
  const words = new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "always" });
  for (const time of all<HTMLTimeElement>("time[data-ago]", part)) {
    const said = ago(Date.parse(time.dateTime) - Date.now(), words);
    if (said && time.textContent !== said) time.textContent = said;
  }
}

/** Only the nearest six hours change while one looks; what is older keeps the server's words. */
function ago(gap: number, words: Intl.RelativeTimeFormat): string | null {
  const size = Math.abs(gap);
  if (size < MINUTE || size > 6 * HOUR) return null;
  return size < HOUR ? words.format(Math.round(gap / MINUTE), "minute") : words.format(Math.round(gap / HOUR), "hour");
}
