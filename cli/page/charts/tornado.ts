import { saved } from "../../../domain/economics/simulation.ts";
import { ASSUMPTION_NAMES, assumptionValue } from "../../../policies/cost/decision.ts";
import { wholeEuro } from "../../../policies/cost/figures.ts";
import { html, type Markup } from "../html.ts";
import type { PageModel } from "../model.ts";
import { linearScale, linearTicks, pixels } from "../scale.ts";

/** Drivers beyond these hardly move anything; the table has all. */
const SHOWN = 10;

/** Room beside a bar for the value that is printed at its end. */
const VALUE = 78;

/** How far each assumption moves the savings, the strongest first. */
export function tornadoChart({ drivers, scenario, point }: PageModel, width: number): Markup {
  const narrow = width < 520;
  const names = narrow ? 0 : 190;
  const row = narrow ? 42 : 27;
  const top = 40;
  const shown = drivers.slice(0, SHOWN);
  const base = saved(scenario, point) ?? 0;
  const ends = shown.flatMap(({ savedAtLow, savedAtHigh }) => [savedAtLow, savedAtHigh]);
  const [least, most] = [Math.min(base, ...ends), Math.max(base, ...ends)];
  // Nothing saved is where the verdict turns: shown unless it lies so far away that the bars would shrink to nothing.
  const reach = 1.5 * (most - least);
  const low = least > 0 && least < reach ? 0 : least;
  const high = most < 0 && -most < reach ? 0 : most;
  const x = linearScale([low, high], [names + VALUE, width - VALUE]);
  const height = top + shown.length * row + 6;
  const bars = shown.map(({ assumption, low: from, high: to, savedAtLow, savedAtHigh }, index) => {
    const name = ASSUMPTION_NAMES[assumption][0];
    const y = top + index * row + (narrow ? 18 : 4);
    const middle = y + 9;
    const [atLow, atHigh] = [x(savedAtLow), x(savedAtHigh)];
    const bar = (at: number, end: string) =>
      html`<rect
        class="${end}"
        x="${pixels(Math.min(at, x(base)))}"
        y="${y}"
        width="${pixels(Math.abs(at - x(base)))}"
        height="18"
      />`;
    // An end on the same side of the middle as the other one leaves its value to the longer bar.
    const value = (at: number, other: number, text: string) => {
      const left = at < other || (at === other && at < x(base));
      return html`<text
        class="end-value"
        x="${pixels(at + (left ? -5 : 5))}"
        y="${middle}"
        dy="0.34em"
        text-anchor="${left ? "end" : "start"}"
        >${text}</text
      >`;
    };
    return html`<g
      ><text
        class="row-name"
        x="${narrow ? 0 : names - 4}"
        y="${narrow ? y - 8 : middle}"
        dy="0.34em"
        text-anchor="${narrow ? "start" : "end"}"
        >${name}</text
      >${bar(atLow, "low-end")}${bar(atHigh, "high-end")}${value(atLow, atHigh, assumptionValue(assumption, from))}${value(atHigh, atLow, assumptionValue(assumption, to))}</g
    >`;
  });
  const ticks = linearTicks(low, high, narrow ? 3 : 5);
  return html`<svg
    class="chart tornado"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="How far each assumption moves what is saved; the figures are in the table below"
  >
    <g class="grid">
      ${ticks.map(
        (tick) =>
          html`<line
            class="major"
            x1="${pixels(x(tick))}"
            x2="${pixels(x(tick))}"
            y1="${top - 8}"
            y2="${height}"
          />`,
      )}
    </g>
    <g class="axis">
      ${ticks.map(
        (tick) =>
          html`<text x="${pixels(x(tick))}" y="${top - 14}" text-anchor="middle">${wholeEuro(tick)}</text>`,
      )}
      <text class="title" x="0" y="11">EUR saved a month</text>
    </g>
    ${
      low <= 0 && high >= 0
        ? html`<line class="zero" x1="${pixels(x(0))}" x2="${pixels(x(0))}" y1="${top - 8}" y2="${height}" />`
        : html``
    }${bars}
    <line class="base" x1="${pixels(x(base))}" x2="${pixels(x(base))}" y1="${top - 8}" y2="${height}" />
  </svg>`;
}
