import { decide } from "../../domain/economics/decision.ts";
import type { PageData } from "./data.ts";
import { embeddedJson, html, Markup } from "./html.ts";
import { calculate, efforts } from "./model.ts";
import { sliderGroups } from "./sliders.ts";
import { optionName, verdictText } from "../../policies/cost/decision.ts";
import { euro } from "../../policies/cost/figures.ts";
import type { ViewContext } from "./views/context.ts";
import { statusText } from "./views/decision.ts";
import { VIEWS, type ViewName } from "./views/index.ts";
import { monthlyView, notesView, pricesView } from "./views/plan.ts";
import { slidersView } from "./views/sliders.ts";
import { readingView } from "./views/volume.ts";

/** What stands in a page besides its content, each with the hash that lets it run. */
export interface PageAssets {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
}

/** Charts are this wide until a script has measured the window. */
const STATIC_WIDTH = 720;

/** The plan as it is shown before any slider moves. */
export function plannedContext(data: PageData): ViewContext {
  const { scenario, comparisons, simulation } = data;
  const model = calculate(scenario, comparisons, efforts(simulation).full);
  return { data, model, planned: decide(scenario, comparisons), changes: new Map(), width: STATIC_WIDTH };
}

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** The whole page. It asks nobody for anything: the policy in its head forbids it to. */
export function documentOf(data: PageData, assets: PageAssets): string {
  const context = plannedContext(data);
  const { model } = context;
  const best = model.rows.find(({ recommended }) => recommended);
  const title =
    best === undefined ? data.title : `${data.title}: ${best.name}, ${euro(best.monthly)} EUR a month`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${assets.scriptHash}'`,
    `style-src 'sha256-${assets.styleHash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const view = (name: ViewName, kind = "") =>
    html`<div data-view="${name}" class="${kind}">${VIEWS[name](context)}</div>`;
  const plannedIndex = model.readings.findIndex(
    ({ tokensPerDay }) => tokensPerDay === model.decision.tokensPerDay,
  );
  const own = optionName(model.decision.own, data.scenario);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="description" content="${verdictText(data.scenario, model.decision, model.simulation)}" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${new Markup(`<style>${assets.style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#options">Skip to the options</a>
        <header>
          <p class="eyebrow">
            <span>${data.title}</span><span>cost of LLM inference</span
            ><time datetime="${data.day}">${day.format(new Date(data.day))}</time>
          </p>
          <div aria-live="polite" aria-atomic="true">${view("verdict")}</div>
          ${view("keyFigures")}
          <p class="jump interactive"><a href="#what-if-heading">Change the assumptions</a></p>
        </header>
        <div class="columns">
          <main>
            <section id="options" tabindex="-1" aria-labelledby="options-heading">
              <h2 id="options-heading">Options</h2>
              ${view("options")}
            </section>
            <section aria-labelledby="volume-heading">
              <h2 id="volume-heading">Cost over volume</h2>
              <figure>
                <div class="plot" id="plot">${view("curves")}</div>
                <div class="reading" id="reading">${readingView(model, Math.max(0, plannedIndex))}</div>
                <figcaption>
                  Lines: the likeliest cost; each step is a further replica. Bands: 8 of 10 draws at that
                  volume, the other assumptions varied. Bar below: what to take there.
                  <span class="interactive"
                    >Point at the chart, or focus it and press the arrow keys, to read other volumes.</span
                  >
                </figcaption>
              </figure>
              <details>
                <summary>The curves as a table</summary>
                ${view("curveTable")}
              </details>
            </section>
            <section aria-labelledby="break-even-heading">
              <h2 id="break-even-heading">Break-even, in tokens a day</h2>
              ${view("breakEven")}
            </section>
            <section aria-labelledby="breakdown-heading">
              <h2 id="breakdown-heading">What it is paid for</h2>
              <fieldset class="choice">
                <legend class="unseen">Length of the bars</legend>
                <label
                  ><input type="radio" name="length" id="by-euro" checked autocomplete="off" /> EUR a
                  month</label
                ><label
                  ><input type="radio" name="length" id="by-share" autocomplete="off" /> share of each</label
                >
              </fieldset>
              <figure>${view("breakdown", "breakdown")}</figure>
              ${view("breakdownTable")}
            </section>
            <section aria-labelledby="drivers-heading">
              <h2 id="drivers-heading">What moves it</h2>
              <figure>${view("tornado")}</figure>
              <details>
                <summary>All of them as a table</summary>
                ${view("driverTable")}
              </details>
              <h3>What would change the recommendation</h3>
              <p class="note">One assumption moved, all others as they are; the nearest first.</p>
              ${view("flips")}
            </section>
            <section aria-labelledby="lock-in-heading">
              <h2 id="lock-in-heading">What if APIs change</h2>
              ${view("lockIn")}
            </section>
            <section aria-labelledby="monthly-heading">
              <h2 id="monthly-heading">The plan’s monthly cost</h2>
              <p class="note interactive">The resources as planned; sliders leave this table alone.</p>
              ${monthlyView(data)}
            </section>
            <section aria-labelledby="notes-heading">
              <h2 id="notes-heading">Notes and method</h2>
              ${notesView(data)}
              <p>
                Likeliest costs are calculated at the likeliest value of each assumption. Bands and chances
                come from ${model.simulation.draws.toLocaleString("en")} draws (seed
                ${model.simulation.seed}), each assumption drawn on its own from a triangular distribution
                over its range. An option is recommended where it is the cheapest of those that answer the
                traffic well enough. ${own} is compared with each model at the same traffic. Formulas, ranges
                and their sources: <code>docs/economics.md</code>. Amounts are in EUR without VAT.
              </p>
              <h3>Prices of the models</h3>
              ${pricesView(data)}
            </section>
          </main>
          <aside class="interactive" aria-labelledby="what-if-heading">
            <div class="what-if-head">
              <h2 id="what-if-heading" tabindex="-1">What if</h2>
              <p id="status">${statusText(context)}</p>
              <button type="button" id="reset" disabled>Reset</button>
              ${view("summary", "summary")}
            </div>
            <form id="sliders" autocomplete="off">${slidersView(sliderGroups(data.scenario))}</form>
          </aside>
        </div>
        <footer>
          <p>
            Made by <code>eu-llm cost</code>. This page is complete: it loads nothing and sends nothing; the
            address keeps what the sliders say.
          </p>
        </footer>
        ${new Markup(
          `<script type="application/json" id="data">${embeddedJson(data)}</script><script>${assets.script}</script>`,
        )}
      </body>
    </html> `;
  return `${page.text.trim()}\n`;
}
