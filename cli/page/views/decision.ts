import { OPTIONS } from "../../../domain/economics/scenario.ts";
import {
  bandText,
  breakEvenPoint,
  flipText,
  optionName,
  type OptionRow,
  verdictText,
} from "../../../policies/cost/decision.ts";
import { euro, millions, percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { symbol, symbolAt } from "../charts/symbols.ts";
import { html, type Markup, type Part } from "../html.ts";
import type { PageModel } from "../model.ts";
import { linearScale, pixels } from "../scale.ts";
import { modelId, typeset } from "../typeset.ts";
import type { ViewContext } from "./context.ts";
import { table } from "./table.ts";

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The sentence to take away, and how much it hangs on. */
export function verdictView({ model }: ViewContext): Markup {
  const { scenario, decision, simulation } = model;
  // What follows the recommendation stands back a little; the sentence is the same as everywhere.
  const [first = "", ...rest] = verdictText(scenario, decision, simulation).split("; ");
  const aside = rest.length === 0 ? html`` : html`; <span class="aside">${typeset(rest.join("; "))}</span>`;
  return html`<h1>${capital(typeset(first))}${aside}</h1>
    <p class="sure">${typeset(sureText(model))}</p>`;
}

/** How easily the recommendation turns. */
export function sureText({ scenario, decision, flips }: PageModel): string {
  const [nearest] = flips;
  if (decision.recommended === undefined || decision.tokensPerDay === 0)
    return "Move the assumptions to see what would change this.";
  return nearest === undefined
    ? "How sure: no single assumption, moved to a tenth or to ten times, changes it."
    : `How sure: the nearest single change that flips it: ${flipText(nearest, scenario)}.`;
}

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
}

function paybackFigure({ scenario, decision }: PageModel): Figure[] {
  const { payback, own } = decision;
  if (payback === undefined) return [];
  const { weeks, oneOff, savedPerMonth } = payback;
  const name = `${optionName(own, scenario)} instead of ${scenario.incumbent.prices.id}`;
  return weeks === undefined
    ? [{ name, value: "never pays back", detail: `${euro(-savedPerMonth)} EUR a month more` }]
    : [
        {
          name,
          value: `pays back in ${wholeEuro(Math.ceil(weeks))} ${Math.ceil(weeks) === 1 ? "week" : "weeks"}`,
          detail: `${wholeEuro(oneOff)} EUR once, ${euro(savedPerMonth)} saved a month`,
        },
      ];
}

/** What a reader with ten seconds sees below the verdict. */
export function keyFiguresView({ model }: ViewContext): Markup {
  const { rows, scenario, decision, point } = model;
  const best = rows.find(({ recommended }) => recommended);
  const [against] = decision.comparisons;
  const figures: Figure[] = [
    ...(best === undefined
      ? []
      : [
          {
            name: best.name,
            value: `${euro(best.monthly)} EUR a month`,
            detail: `${bandText(best)} in 8 of 10 draws`,
          },
        ]),
    {
      name: "Traffic",
      value: `${millions(decision.tokensPerDay)} tokens a day`,
      detail: `${wholeEuro(point.requestsPerDay)} requests of ${wholeEuro(point.inputTokens)} + ${wholeEuro(point.outputTokens)} tokens`,
    },
    ...(against === undefined
      ? []
      : [
          {
            name: `${optionName(decision.own, scenario)} breaks even`,
            value: breakEvenPoint({ from: against.breakEven.from, always: against.breakEven.from }),
            detail: `against ${against.api.prices.id}`,
          },
        ]),
    ...paybackFigure(model),
  ];
  return html`<dl class="key">
    ${figures.map(
      ({ name, value, detail }) =>
        html`<div>
          <dt>${name}</dt>
          <dd><strong>${value}</strong><span>${detail}</span></dd>
        </div>`,
    )}
  </dl>`;
}

/** The band as a bar from the low to the high draw, the option's symbol at its likeliest cost. */
function bandChart(row: OptionRow, most: number): Markup {
  const x = linearScale([0, most], [6, 194]);
  return html`<svg class="chart interval" viewBox="0 0 200 14" width="200" height="14" aria-hidden="true">
    <line class="track" x1="6" x2="194" y1="7" y2="7" />
    <line
      class="extent ${row.option}"
      x1="${pixels(x(row.low))}"
      x2="${pixels(Math.max(x(row.high), x(row.low) + 1))}"
      y1="7"
      y2="7"
    />
    ${symbolAt(row.option, pixels(x(row.monthly)), 7)}
  </svg>`;
}

/** Why an option is not one to take. */
const reasonText = (shortfall: string, excluded: boolean) =>
  excluded ? shortfall : `not good enough: ${shortfall}`;

/** The options with cost, band and chance. */
export function optionsView({ model, planned, changes }: ViewContext): Markup {
  const { rows } = model;
  const most = Math.max(...rows.map(({ high, monthly }) => Math.max(high, monthly)));
  const before = (row: OptionRow): Part => {
    const was = planned.costs[row.option]?.total;
    return changes.size === 0 || was === undefined ? undefined : html`<small>planned ${euro(was)}</small>`;
  };
  return table(
    "The options with their cost",
    [
      { head: "Option" },
      { head: "EUR a month", figures: true },
      { head: "8 of 10 draws" },
      { head: "Best in", figures: true },
    ],
    rows.map((row) => ({
      kind: row.recommended ? "recommended" : row.shortfall === undefined ? "" : "short",
      cells: [
        html`<span class="option">${symbol(row.option)}${row.name}</span
          >${row.recommended ? html` <em class="tag">recommended</em>` : html``}<small>${modelId(row.model)}</small>${row.shortfall === undefined ? html`` : html`<small>${reasonText(row.shortfall, row.excluded)}</small>`}`,
        html`<span class="amount">${euro(row.monthly)}</span
          ><small class="narrow">${bandText(row)}</small>${before(row) ?? html``}`,
        html`${bandChart(row, most)}<span class="band-text">${bandText(row)}</span>`,
        row.shortfall === undefined ? percent(row.chance) : "–",
      ],
    })),
    "options",
  );
}

/** The same in one line, to be seen while sliders move. */
export function summaryView({ model }: ViewContext): Markup {
  const best = model.rows.find(({ recommended }) => recommended);
  if (best === undefined) return html`no option answers this traffic`;
  const rest = OPTIONS.flatMap((option) =>
    model.rows.filter((row) => row.option === option && row !== best && row.shortfall === undefined),
  );
  return html`<strong>${symbol(best.option)}${best.name} ${euro(best.monthly)}</strong>${rest.map(
      (row) => html`<span>${symbol(row.option)}${row.name} ${euro(row.monthly)}</span>`,
    )}`;
}

/** How much the sliders changed. */
export function statusText({ changes }: ViewContext): string {
  if (changes.size === 0) return "as planned";
  return `${changes.size} ${changes.size === 1 ? "assumption" : "assumptions"} changed`;
}
