import type { Markup } from "../html.ts";
import {
  breakdownTableView,
  breakdownView,
  driverTableView,
  flipsView,
  lockInView,
  tornadoView,
} from "./causes.ts";
import type { ViewContext } from "./context.ts";
import { keyFiguresView, optionsView, summaryView, verdictView } from "./decision.ts";
import { breakEvenView, curvesView, curveTableView } from "./volume.ts";

/** The parts of the page that sliders change. Written once for a reader without JavaScript, and again by it. */
export const VIEWS = {
  verdict: verdictView,
  keyFigures: keyFiguresView,
  options: optionsView,
  curves: curvesView,
  curveTable: curveTableView,
  summary: summaryView,
  breakEven: breakEvenView,
  breakdown: breakdownView,
  breakdownTable: breakdownTableView,
  tornado: tornadoView,
  driverTable: driverTableView,
  flips: flipsView,
  lockIn: lockInView,
} as const satisfies Readonly<Record<string, (context: ViewContext) => Markup>>;

export type ViewName = keyof typeof VIEWS;

/** Left as they are while a slider moves: the verdict since it is read out, the break-evens since their draws take long. */
export const SETTLED_VIEWS: ReadonlySet<string> = new Set<ViewName>(["verdict", "breakEven"]);
