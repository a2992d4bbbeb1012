import { type Exposed, exposures, spared } from "../../../domain/economics/lock-in.ts";
import { COMPONENTS } from "../../../domain/economics/options.ts";
import { saved } from "../../../domain/economics/simulation.ts";
import {
  ASSUMPTION_NAMES,
  assumptionValue,
  exposedName,
  flipText,
  negotiationText,
  optionName,
} from "../../../policies/cost/decision.ts";
import { percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { EVENTS } from "../../render/cost/events.ts";
import { breakdownChart } from "../charts/breakdown.ts";
import { COMPONENT_NAMES } from "../charts/components.ts";
import { symbol } from "../charts/symbols.ts";
import { tornadoChart } from "../charts/tornado.ts";
import { html, type Markup } from "../html.ts";
import { typeset } from "../typeset.ts";
import type { ViewContext } from "./context.ts";
import { table } from "./table.ts";

/** A square in the colour of a part of a chart. */
const swatch = (kind: string) =>
  html`<svg class="inline" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <rect class="${kind}" width="12" height="12" />
  </svg>`;

/** What each option consists of: both charts, of which the page shows one. */
export function breakdownView({ model, width }: ViewContext): Markup {
  return html`${breakdownChart(model, width, "absolute")}${breakdownChart(model, width, "share")}`;
}

export function breakdownTableView({ model }: ViewContext): Markup {
  const { rows, decision, scenario } = model;
  const amounts = (component: (typeof COMPONENTS)[number]) =>
    rows.map(({ option }) => decision.costs[option]?.[component] ?? 0);
  const shown = COMPONENTS.filter((component) => amounts(component).some((amount) => amount > 0));
  const own = decision.costs[decision.own];
  const used =
    own === undefined || own.utilization === 0
      ? html``
      : html`<p class="note">
          ${optionName(decision.own, scenario)} uses ${percent(own.utilization)} of the
          ${wholeEuro(own.replicaHours)} replica hours that it pays for a month.
        </p>`;
  return html`${table(
    "Cost in EUR a month by what it is paid for",
    [
      { head: "Paid for" },
      ...rows.map(({ option }) => ({
        head: html`${symbol(option)}${optionName(option, scenario)}`,
        figures: true,
      })),
    ],
    [
      ...shown.map((component) => ({
        cells: [
          html`<span class="component">${swatch(`part ${component}`)}${COMPONENT_NAMES[component]}</span>`,
          ...amounts(component).map((amount) => (amount === 0 ? "–" : wholeEuro(amount))),
        ],
      })),
      { kind: "total", cells: ["Total", ...rows.map(({ monthly }) => wholeEuro(monthly))] },
    ],
    "wide",
  )}${used}`;
}

export function tornadoView({ model, width }: ViewContext): Markup {
  const { scenario, point, decision } = model;
  const now = saved(scenario, point);
  if (now === undefined || model.drivers.length === 0)
    return html`<p>Nothing moves what ${optionName(decision.own, scenario)} saves.</p>`;
  const kept = now >= 0 ? `${wholeEuro(now)} EUR a month less` : `${wholeEuro(-now)} EUR a month more`;
  return html`<p class="note">
      At the likeliest values ${optionName(decision.own, scenario)} costs ${kept} than
      ${scenario.incumbent.prices.id}. Each bar moves one assumption between the values that one in ten and
      nine in ten draws stay below, printed at its ends:
      <span class="key-end">${swatch("low-end")}the low value</span>,
      <span class="key-end">${swatch("high-end")}the high one</span>.
    </p>
    ${tornadoChart(model, width)}`;
}

export function driverTableView({ model }: ViewContext): Markup {
  return table(
    `What is saved a month against ${model.scenario.incumbent.prices.id} at a low and a high value of each assumption`,
    [
      { head: "Assumption" },
      { head: "Low", figures: true },
      { head: "EUR saved", figures: true },
      { head: "High", figures: true },
      { head: "EUR saved", figures: true },
    ],
    model.drivers.map(({ assumption, low, high, savedAtLow, savedAtHigh }) => ({
      cells: [
        ASSUMPTION_NAMES[assumption][0],
        assumptionValue(assumption, low),
        wholeEuro(savedAtLow),
        assumptionValue(assumption, high),
        wholeEuro(savedAtHigh),
      ],
    })),
    "wide",
  );
}

/** What, moved alone, leads to another option; each can be tried. */
export function flipsView({ model }: ViewContext): Markup {
  const { flips, scenario } = model;
  if (flips.length === 0)
    return html`<p>No single assumption, moved to a tenth or to ten times, changes the recommendation.</p>`;
  return html`<ol class="flips">
    ${flips.map((flip) => {
      const { assumption, to, option } = flip;
      const text = flipText(flip, scenario);
      return html`<li>
        ${symbol(option)}<span>${typeset(text)}</span>
        <button
          type="button"
          class="interactive"
          data-assumption="${assumption}"
          data-value="${to}"
          aria-label="Try ${text}"
        >
          Try
        </button>
      </li>`;
    })}
  </ol>`;
}

/** What it costs each option if the API changes. */
export function lockInView({ model }: ViewContext): Markup {
  const { scenario, point, rows, decision } = model;
  const { id, retires } = scenario.incumbent.prices;
  const bargain = negotiationText(scenario);
  const shown = new Set<Exposed>(["incumbent", ...rows.map(({ option }) => option)]);
  return html`${EVENTS.map(({ name, shock }) => {
    const found = exposures(scenario, point, shock);
    const less = spared(scenario, point, found);
    return html`<h3>If ${name}</h3>
      ${table(
        `If ${name}`,
        [
          { head: "Option" },
          { head: "EUR a month more", figures: true },
          { head: "Once", figures: true },
          { head: "First year", figures: true },
        ],
        found
          .filter(({ option }) => shown.has(option))
          .map(({ option, perMonth, oneOff, firstYear }) => ({
            cells: [
              html`<span class="option"
                >${option === "incumbent" ? html`` : symbol(option)}${exposedName(option, scenario)}</span
              >`,
              wholeEuro(perMonth),
              wholeEuro(oneOff),
              wholeEuro(firstYear),
            ],
          })),
      )}${less === undefined || less <= 0 ? html`` : html`<p class="note">${optionName(decision.own, scenario)} is spared ${wholeEuro(less)} EUR of it in the first year.</p>`}`;
  })}${retires === undefined ? html`` : html`<p class="note">${id} is retired on ${retires.on} (${retires.source}).</p>`}${bargain === undefined ? html`` : html`<p class="note">${typeset(bargain)}.</p>`}`;
}
