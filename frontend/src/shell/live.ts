import htmx from "htmx.org";
import { all, isTyping } from "./dom";

/**
 * Live parts. An element with data-live="topic topic" gets the event "colere:live" when one of its topics happens, and htmx fetches
 * it again over HTTP, where permissions are checked anew. A part in which somebody types waits until they have left it.
 * The stream resumes by itself after a break (Last-Event-ID). An element with data-live-note is only shown: it offers what is new without moving what is being read.
 */
let stream: EventSource | null = null;
let streamed = "";
const waiting = new Set<Element>();

export function startLive(part: ParentNode): void {
  if (part === document) {
    document.addEventListener("focusout", () => window.setTimeout(release, 0));
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", connect);
  }
  connect();
}

function connect(): void {
  const topics = wanted();
  const key = [...topics].sort().join(",");
  if (key === streamed && stream) return;
  close();
  if (!topics.size) return;
  streamed = key;
  stream = new EventSource(`/live?topics=${encodeURIComponent(key)}`);
  stream.addEventListener("changed", (event) => {
    const told = JSON.parse((event as MessageEvent<string>).data) as { topics: string[] };
    happen(new Set(told.topics));
  });
  stream.addEventListener("reset", () => happen(topics));
  stream.addEventListener("end", close);
}

function close(): void {
  stream?.close();
  stream = null;
  streamed = "";
}

function wanted(): Set<string> {
  const words = all("[data-live], [data-live-note]").map((e) => e.dataset["live"] ?? e.dataset["liveNote"] ?? "");
  return new Set(words.flatMap((w) => w.split(/\s+/)).filter(Boolean));
}

/** Each part is fetched once, however many of its topics have changed. */
function happen(topics: Set<string>): void {
  const isMeant = (words: string | undefined): boolean => (words ?? "").split(/\s+/).some((word) => topics.has(word));
  for (const part of all("[data-live]").filter((e) => isMeant(e.dataset["live"]))) {
    if (part.contains(document.activeElement) && isTyping(document.activeElement)) waiting.add(part);
    else htmx.trigger(part, "colere:live", {});
  }
  for (const note of all("[data-live-note]").filter((e) => isMeant(e.dataset["liveNote"]))) note.hidden = false;
  for (const topic of topics) htmx.trigger(document.body, `live:${topic}`, {});
}

function release(): void {
  for (const part of waiting) {
    if (part.contains(document.activeElement) && isTyping(document.activeElement)) continue;
    waiting.delete(part);
    if (part.isConnected) htmx.trigger(part, "colere:live", {});
  }
}
