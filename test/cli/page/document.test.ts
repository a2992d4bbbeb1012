import { describe, expect, test } from "vitest";
import { renderPage } from "../../../cli/page/render.ts";
import { decide } from "../../../domain/economics/decision.ts";
import type { Scenario } from "../../../domain/economics/scenario.ts";
import { simulate } from "../../../domain/economics/simulation.ts";
import { optionRows, verdictText } from "../../../policies/cost/decision.ts";
import { euro } from "../../../policies/cost/figures.ts";
import { astra, managed, medium, ownModel, pageData } from "./scenarios.ts";

const HOSTILE = '</script><b>"x"';

/** The page without its scripts: what a reader without JavaScript has. */
const withoutScripts = (page: string) => page.replace(/<script[\s\S]*?<\/script>/g, "");

describe("the page as a file", () => {
  test("says everything without JavaScript", async () => {
    const page = withoutScripts(await renderPage(pageData(ownModel)));
    const decision = decide(ownModel, [medium]);
    const simulation = simulate(ownModel);
    expect(page).toContain(verdictText(ownModel, decision, simulation));
    for (const { name, model, monthly } of optionRows(ownModel, decision, simulation)) {
      expect(page).toContain(name);
      expect(page).toContain(model.replaceAll("/", "/<wbr>"));
      expect(page).toContain(euro(monthly));
    }
    expect(page).toContain("Total, at least");
    expect(page).toContain("1,992.90");
    expect(page).toContain("prices are 55 days old");
    expect(page).toMatch(/<path[^>]*class="line closedApi/);
  });

  test("asks nobody for anything", async () => {
    const page = await renderPage(pageData(ownModel));
    expect(page).not.toMatch(/\b(?:src|href|action|poster|srcset)="(?!#|data:,)/);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page.replaceAll("&#39;", "'")).toContain("default-src 'none'; script-src 'sha256-");
    expect(page).not.toContain("unsafe-");
    expect(page).not.toMatch(/\sstyle="|\son\w+="/);
    expect(Buffer.byteLength(page)).toBeLessThan(600_000);
  });

  test("names from elsewhere stay text", async () => {
    const { selfHosting } = ownModel;
    const scenario = {
      ...ownModel,
      closedApi: { ...astra, prices: { ...astra.prices, id: HOSTILE, source: HOSTILE } },
      selfHosting: selfHosting && { ...selfHosting, model: HOSTILE },
    };
    const row = { category: HOSTILE, description: HOSTILE, amount: HOSTILE };
    const hostile = pageData(scenario, { title: HOSTILE, notes: [HOSTILE], rows: [row] });
    const page = await renderPage(hostile);
    expect(page).not.toContain("</script><b>");
    expect(page).not.toContain("<b>");
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain("&lt;/script&gt;&lt;b&gt;&quot;x&quot;");
  });

  test("draws as often, and from the same seed, as it was asked to", async () => {
    const page = await renderPage(pageData(ownModel, { simulation: { draws: 500, seed: 7 } }));
    const text = verdictText(ownModel, decide(ownModel, [medium]), simulate(ownModel, 500, 7));
    expect(page).toContain(`content="${text}"`);
    expect(page).toContain("500 draws (seed 7)");
  });

  test("says which options are out of the question", async () => {
    const scenario: Scenario = { ...ownModel, excluded: ["euServerless"] };
    const page = withoutScripts(await renderPage(pageData(scenario)));
    expect(page).toContain("<small>excluded");
  });

  test("copes without an own model", async () => {
    const page = withoutScripts(await renderPage(pageData(managed)));
    expect(page).toContain("This stack");
    expect(page).not.toContain("Self-hosted");
    expect(page).not.toContain("slider-gpuPrice");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each([
    ["no traffic", { requestsPerDay: 0 }],
    ["no tokens", { inputTokens: 0, outputTokens: 0 }],
    ["no premium share", { premiumShare: 0 }],
    ["nothing but premium requests", { premiumShare: 1 }],
    ["work that costs nothing", { hourlyRate: 0, apiOperationsHours: 0 }],
  ])("copes with %s", async (_, changes) => {
    const scenario = { ...ownModel, assumptions: { ...ownModel.assumptions, ...changes } };
    const page = withoutScripts(await renderPage(pageData(scenario)));
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("copes where no closed API has the class, with another API in use", async () => {
    const page = withoutScripts(
      await renderPage(pageData({ ...ownModel, closedApi: undefined, incumbent: medium })),
    );
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).not.toContain("Closed API");
    expect(page).toContain("mistral-eu/<wbr>mistral-medium-3.5");
  });

  test("copes where the EU-serverless price is missing", async () => {
    const page = withoutScripts(await renderPage(pageData({ ...ownModel, euServerless: undefined })));
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).not.toContain("EU serverless");
  });
});
