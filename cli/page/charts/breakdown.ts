import { COMPONENTS } from "../../../domain/economics/options.ts";
import { optionName } from "../../../policies/cost/decision.ts";
import { euro, percent } from "../../../policies/cost/figures.ts";
import { html, type Markup } from "../html.ts";
import type { PageModel } from "../model.ts";
import { pixels } from "../scale.ts";
import { COMPONENT_NAMES } from "./components.ts";
import { symbolAt } from "./symbols.ts";

const ROW = 58;
const BAR = 24;
/** Pixels that a letter takes at most, in whatever font the system has. */
const LETTER = 7.2;

/** Widths of the bars: by EUR, or all the same to compare what they consist of. */
export type BarLength = "absolute" | "share";

/** What each option consists of, as stacked bars. */
export function breakdownChart(
  { rows, decision, scenario }: PageModel,
  width: number,
  length: BarLength,
): Markup {
  const most = Math.max(...rows.map(({ monthly }) => monthly));
  const bars = rows.map(({ option, monthly, recommended }, index) => {
    const cost = decision.costs[option];
    const top = index * ROW;
    const full = length === "share" ? width : most === 0 ? 0 : (monthly / most) * width;
    let from = 0;
    const segments = COMPONENTS.flatMap((component) => {
      const amount = cost?.[component] ?? 0;
      const size = monthly === 0 ? 0 : (amount / monthly) * full;
      if (size <= 0) return [];
      const x = from;
      from += size;
      const text = length === "share" ? percent(amount / monthly) : euro(amount);
      const label = `${COMPONENT_NAMES[component]} ${percent(amount / monthly)}`;
      // A gap of a pixel and a half keeps neighbours apart without a line.
      const shown = Math.max(0.5, size - 1.5);
      return [
        html`<rect
          class="part ${component}"
          x="${pixels(x)}"
          y="${top + 24}"
          width="${pixels(shown)}"
          height="${BAR}"
          ><title>${COMPONENT_NAMES[component]}: ${text}</title></rect
        >`,
        ...(size > label.length * LETTER + 10
          ? [
              html`<text
                class="on-part ${component}"
                x="${pixels(x + 6)}"
                y="${top + 24 + BAR / 2}"
                dy="0.34em"
                >${label}</text
              >`,
            ]
          : []),
      ];
    });
    return html`<g
      >${symbolAt(option, 6, top + 11)}<text
        class="row-name${recommended ? " recommended" : ""}"
        x="18"
        y="${top + 11}"
        dy="0.34em"
        >${optionName(option, scenario)}</text
      ><text class="row-total" x="${width}" y="${top + 11}" dy="0.34em" text-anchor="end"
        >${euro(monthly)}</text
      >${segments}</g
    >`;
  });
  const height = rows.length * ROW;
  return html`<svg
    class="chart ${length}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="What each option's cost a month consists of; the figures are in the table below"
  >
    ${bars}
  </svg>`;
}
