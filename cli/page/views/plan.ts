import type { ApiRates } from "../../../domain/economics/scenario.ts";
import { ageInDays, PRICE_AGE_DAYS } from "../../../domain/prices/age.ts";
import type { TokenPrices } from "../../../domain/prices/terms.ts";
import { euro } from "../../../policies/cost/figures.ts";
import type { PageData } from "../data.ts";
import { html, type Markup } from "../html.ts";
import { modelId } from "../typeset.ts";
import { table } from "./table.ts";

/** The monthly table of the plan: sliders leave it alone. */
export function monthlyView({ rows, total, lowerBound }: PageData): Markup {
  const cells = rows.map(({ category, description, amount }, index) => [
    rows[index - 1]?.category === category ? html`<span class="unseen">${category}</span>` : category,
    description,
    amount,
  ]);
  return table(
    "The plan's cost in EUR a month, without VAT",
    [{ head: "Category" }, { head: "What" }, { head: "EUR a month", figures: true }],
    [
      ...cells.map((each) => ({ cells: each })),
      { kind: "total", cells: [lowerBound ? "Total, at least" : "Total", "", euro(total)] },
    ],
    "monthly",
  );
}

const millionPrice = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

function amounts({ input, output, currency, euFactor }: TokenPrices): string {
  const surcharge = euFactor === 1 ? "" : ` × ${millionPrice.format(euFactor)} in the EU`;
  return `${millionPrice.format(input.base)} / ${millionPrice.format(output.base)} ${currency}${surcharge}`;
}

/** Prices of all models that the page knows, with their age on the page's day. */
export function pricesView({ scenario, comparisons, day }: PageData): Markup {
  const { incumbent, closedApi, premiumApi, euServerless, routineApi } = scenario;
  const known = new Map<string, ApiRates>();
  for (const api of [incumbent, closedApi, ...comparisons, premiumApi, euServerless, routineApi])
    if (api !== undefined) known.set(api.prices.id, api);
  const today = new Date(day);
  return table(
    "Prices of the models",
    [
      { head: "Model" },
      { head: "A million tokens in / out", figures: true },
      { head: "Age in days", figures: true },
    ],
    [...known.values()].map(({ prices }) => {
      const age = ageInDays(prices, today);
      return {
        cells: [
          html`${modelId(prices.id)}<small>${prices.tier}; ${prices.source}, ${prices.asOf}</small>`,
          amounts(prices),
          age > PRICE_AGE_DAYS.stale ? `${age}, stale` : age,
        ],
      };
    }),
    "prices",
  );
}

/** What to know before relying on the figures. */
export function notesView({ notes }: PageData): Markup {
  return notes.length === 0
    ? html`<p>Nothing to note: no price is missing or old.</p>`
    : html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`;
}
