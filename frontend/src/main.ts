import "./styles/kit.scss";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/page.css";
import "./styles/cards.css";
import "./styles/tables.css";
import "./styles/filters.css";
import "./styles/forms.css";
import "./styles/marks.css";
import "./styles/measures.css";
import "./styles/foundation.css";
import "./styles/mountain.css";
import "./styles/beliefs.css";
import "./styles/promises.css";
import "./styles/overlays.css";
import "./styles/care.css";
import "./styles/problems.css";

import htmx from "htmx.org";
import { startCharts } from "./shell/charts";
import { startFocus } from "./shell/focus";
import { startKeys } from "./shell/keys";
import { startLive } from "./shell/live";
import { startLocalParts } from "./shell/local";
import { startOverlays } from "./shell/overlays";
import { startPalette } from "./shell/palette";
import { startRows } from "./shell/rows";
import { startTabs } from "./shell/tabs";
import { startTheme } from "./shell/theme";
import { startTimes } from "./shell/times";
import { startToasts } from "./shell/toasts";

/** Everything that looks at elements gets the page once, and then each part that htmx puts in. */
const starters = [startRows, startTabs, startTimes, startCharts, startLocalParts, startLive];

function start(part: ParentNode): void {
  for (const starter of starters) starter(part);
}

startTheme();
startOverlays();
startPalette();
startToasts();
startKeys();
startFocus();
start(document);
htmx.onLoad((part) => {
  if (part !== document.body) start(part as HTMLElement);
});
