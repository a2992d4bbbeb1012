import type { BreakEven } from "../../../domain/economics/break-even.ts";
import type { SimulatedBreakEven } from "../../../domain/economics/simulation.ts";
import { optionName } from "../../../policies/cost/decision.ts";
import { euro, millions, percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { curveChart } from "../charts/curves.ts";
import { symbol } from "../charts/symbols.ts";
import { html, type Markup } from "../html.ts";
import { letterOf, type PageModel, type Reading } from "../model.ts";
import { modelId } from "../typeset.ts";
import type { ViewContext } from "./context.ts";
import { table } from "./table.ts";

export function curvesView({ model, planned, width }: ViewContext): Markup {
  return curveChart(model, width, planned.tokensPerDay);
}

const replicasText = ({ replicas }: Reading) =>
  replicas === 0 ? "" : `, ${replicas} ${replicas === 1 ? "replica" : "replicas"}`;

const bandOf = ({ band }: Reading) => `${wholeEuro(band.p10)} to ${wholeEuro(band.p90)}`;

/** The costs at the reading cursor. */
export function readingView({ readings, scenario, decision }: PageModel, index: number): Markup {
  const there = readings[index];
  if (there === undefined) return html``;
  const each = [...there.readings].sort((a, b) => a.likely - b.likely);
  return html`<p><strong>${millions(there.tokensPerDay)} tokens a day</strong></p>
    <ul>
      ${each.map(
        (reading) =>
          html`<li class="${decision.recommended === reading.option ? "recommended" : ""}">
            ${symbol(reading.option)}<span class="who">${optionName(reading.option, scenario)}</span
            ><span class="amount">${euro(reading.likely)}</span
            ><small>${bandOf(reading)}${replicasText(reading)}</small>
          </li>`,
      )}
    </ul>`;
}

/** The same for those who hear it. */
export function readingText({ readings, scenario }: PageModel, index: number): string {
  const there = readings[index];
  if (there === undefined) return "";
  const costs = there.readings.map(
    (reading) =>
      `${optionName(reading.option, scenario)} ${wholeEuro(reading.likely)} EUR a month${replicasText(reading)}`,
  );
  return `${millions(there.tokensPerDay)} tokens a day: ${costs.join("; ")}`;
}

/** Every so many readings, about three a power of ten. */
const TABLE_ROWS = 16;

/** The curves as a table. */
export function curveTableView({ model }: ViewContext): Markup {
  const { readings, scenario, rows, decision } = model;
  const every = Math.max(1, Math.floor(readings.length / TABLE_ROWS));
  const shown = readings.filter(
    ({ tokensPerDay }, index) => index % every === 0 || tokensPerDay === decision.tokensPerDay,
  );
  return table(
    "Cost in EUR a month over tokens a day, with the band of 8 of 10 draws",
    [
      { head: "Tokens a day" },
      ...rows.map(({ option }) => ({ head: optionName(option, scenario), figures: true })),
    ],
    shown.map(({ tokensPerDay, readings: each }) => ({
      kind: tokensPerDay === decision.tokensPerDay ? "recommended" : "",
      cells: [
        millions(tokensPerDay),
        ...rows.map(({ option }) => {
          const reading = each.find((one) => one.option === option);
          return reading === undefined
            ? "–"
            : html`${wholeEuro(reading.likely)}<small>${bandOf(reading)}</small>`;
        }),
      ],
    })),
  );
}

const volumeText = (tokens: number | undefined) => (tokens === undefined ? "never" : millions(tokens));

/** Whether it stays cheaper once it is. */
function forGood({ from, always }: BreakEven): Markup {
  if (from === undefined) return html``;
  if (always === undefined) return html`<small>not for good</small>`;
  return always > from * 1.05
    ? html`<small>for good from ${millions(always)}</small>`
    : html`<small>for good</small>`;
}

/** A band that ends at "never" is open; one that starts there is none. */
const bandOfVolumes = ({ p10, p90 }: SimulatedBreakEven) =>
  p10 === undefined ? "never" : `${volumeText(p10)} to ${volumeText(p90)}`;

/** From what volume the stack is cheaper, against each model. */
export function breakEvenView({ model }: ViewContext): Markup {
  const { decision, breakEvenBands, scenario } = model;
  if (decision.comparisons.length === 0)
    return html`<p>There is no own model whose volume could break even with an API.</p>`;
  return table(
    `From how many tokens a day ${optionName(decision.own, scenario)} is cheaper`,
    [
      { head: "Against" },
      { head: "EUR a month", figures: true },
      { head: "Cheaper from", figures: true },
      { head: "8 of 10 draws", figures: true },
    ],
    decision.comparisons.map(({ api, monthly, equalQuality, breakEven }, index) => {
      const drawn = breakEvenBands[index];
      const { from } = breakEven;
      return {
        cells: [
          html`<span class="letter">${letterOf(index)}</span> ${modelId(api.prices.id)}<small
              >${api.prices.tier}${equalQuality ? ", equal class" : ""}</small
            >`,
          euro(monthly),
          html`${volumeText(from)}${forGood(breakEven)}`,
          drawn === undefined
            ? ""
            : html`${bandOfVolumes(drawn)}<small>reached in ${percent(drawn.reached)}</small>`,
        ],
      };
    }),
    "break-even",
  );
}
