import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { outdatedPages } from "../../cli/commands/docs.ts";
import { environmentFileSchema, SECRETS, undescribed } from "../../cli/docs/environment-schema.ts";
import { inputSchema, sectionsOf } from "../../cli/docs/fields.ts";
import { fieldTable } from "../../cli/docs/markdown.ts";
import { runOffline } from "../../cli/offline/run.ts";
import { scheduledHoursPerMonth } from "../../components/model-server/schedule.ts";
import { SCALE_DOWN_MINUTES } from "../../components/gpu-nodes/gpu-nodes.ts";
import { costAssumptionsSchema } from "../../domain/economics/assumptions.ts";
import { gatewayConfigSchema } from "../../domain/gateway/config.ts";
import { likely } from "../../domain/economics/estimate.ts";
import { euroPerRequest } from "../../domain/economics/options.ts";
import { bookRates } from "../../domain/economics/rates.ts";
import { ASSUMPTIONS, likelyPoint, SPREADS } from "../../domain/economics/scenario.ts";
import { listPrices } from "../../domain/prices/book.ts";
import { inEuro, USD_RATE } from "../../domain/prices/price.ts";
import { ASSUMPTION_NAMES } from "../../policies/cost/decision.ts";
import { costTable } from "../../policies/cost/table.ts";
import { loadEnvironment } from "../../stacks/config/files.ts";
import { environmentSchema, isSecretKey } from "../../stacks/config/schema.ts";

describe("pages that are written from the code", () => {
  it("are up to date; otherwise run npm run docs", async () => {
    const files = (await outdatedPages()).map(({ file }) => file);
    expect(files).toEqual([]);
  });

  it("know every secret key", () => {
    expect(Object.keys(SECRETS).every(isSecretKey)).toBe(true);
  });
});

describe("every key says what it is", () => {
  it.each([
    ["an environment", environmentSchema],
    ["the gateway", gatewayConfigSchema],
    ["the cost assumptions", costAssumptionsSchema],
  ])("in the configuration of %s", (_name, schema) => {
    expect(undescribed(schema)).toEqual([]);
  });

  it("and a key or a form that does not is found, however deep", () => {
    const described = z.string().describe("A text.");
    const schema = z.strictObject({
      plain: z.string(),
      list: z.array(z.strictObject({ inner: z.int().optional(), told: described })).describe("A list."),
      union: z
        .union([z.strictObject({ a: described }), z.strictObject({ b: z.string() }).describe("B.")])
        .describe("A choice."),
    });
    expect(undescribed(schema)).toEqual(["plain", "list[].inner", "union (form 1)", "union (form 2).b"]);
  });
});

describe("tables of keys", () => {
  const schema = z.strictObject({
    name: z.string().describe("A name."),
    pool: z
      .strictObject({
        size: z.int().min(1).max(1000).default(2).describe("How many."),
        share: z.number().positive().optional().describe("A share."),
        kind: z
          .discriminatedUnion("of", [
            z.strictObject({ of: z.literal("a").describe("A.") }).describe("Form A."),
            z
              .strictObject({ of: z.literal("b").describe("B."), x: z.boolean().describe("X.") })
              .describe("Form B."),
          ])
          .describe("A kind."),
        labels: z.record(z.string(), z.string()).default({ "a/b": "true" }).describe("Labels."),
      })
      .describe("A pool."),
  });
  const sections = sectionsOf(inputSchema(schema));

  it("begin with the top level; every form of a key has a table of its own", () => {
    expect(sections.map(({ path, form }) => [path, form])).toEqual([
      ["", undefined],
      ["pool", undefined],
      ["pool.kind", "of: a"],
      ["pool.kind", "of: b"],
    ]);
    expect(sections[0]?.fields.map(({ path }) => path)).toEqual(["name", "pool"]);
  });

  it("tell type, range and default", () => {
    const told = sections[1]?.fields.map(({ path, type, fallback }) => [path, type, fallback]);
    expect(told).toEqual([
      ["pool.size", "whole number, 1 to 1,000", "`2`"],
      ["pool.share", "number, over 0", ""],
      ["pool.kind", "one of 2 forms, below", "required"],
      ["pool.labels", "map of text", '`{ a/b: "true" }`'],
    ]);
  });

  it("keep a pattern with a bar in one cell", () => {
    const field = { path: "a", type: "text, `x|y`", fallback: "", description: "A." };
    expect(fieldTable([field])).toContain("| `a` | text, `x\\|y` |  | A. |");
  });
});

describe("the JSON Schema for editors", () => {
  it("puts the project's name before each key, and lets other packages' keys be", () => {
    expect(environmentFileSchema()).toMatchObject({
      properties: {
        config: {
          properties: { "eu-llm-stack:cluster": {}, "eu-llm-stack:credentials": {} },
          required: ["eu-llm-stack:cluster", "eu-llm-stack:costs"],
          patternProperties: { "^(?!eu-llm-stack:)": {} },
          additionalProperties: false,
        },
      },
    });
  });
});

const ROOT = join(import.meta.dirname, "..", "..");
const textOf = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Cells of every row of every table in a page. */
function rowsOf(page: string): string[][] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

/** Figures that the text of a page gives: 121.7, 1,442.30. */
const rounded = (value: number, digits: number) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

describe("docs/numbers.md", () => {
  const page = textOf("docs/numbers.md");

  it("shows the cost table that the code gives", async () => {
    const { report } = await runOffline("dev", "a test", "2026-11-24");
    if (report?.cost === undefined) throw new Error("the plan has no cost report");
    const { cost } = report;
    const shown = costTable(cost)
      .split("\n")
      .filter((line) => !line.startsWith("  Note:"))
      .join("\n");
    expect(page).toContain(`\`\`\`text\n${shown}\n\`\`\``);
    expect(page).toContain(`${rounded(cost.tokensPerMonth / 1e6, 1)} million tokens a month`);
  });

  it("gives hours, rates and prices as the code has them", async () => {
    const { model, costs } = loadEnvironment("dev");
    const schedule = model?.scaleToZero;
    if (schedule === undefined) throw new Error("the example scales to zero no more");
    const { report } = await runOffline("dev", "a test", "2026-11-24");
    const scenario = report?.cost?.scenario;
    if (scenario === undefined) throw new Error("the plan has no scenario");
    const tokens = likely(costs.traffic.inputTokens) + likely(costs.traffic.outputTokens);
    const perMillion = (id: string) => {
      const rates = bookRates(listPrices, id);
      return rates === undefined
        ? Number.NaN
        : (euroPerRequest(rates, likelyPoint(scenario), 1) / tokens) * 1e6;
    };
    const mistral = listPrices.findTokenPrices("mistral-eu/mistral-medium-3.5");
    const inEuros = (amount: number | undefined) =>
      rounded(inEuro({ amount: amount ?? Number.NaN, currency: "USD" }), 4);
    for (const figure of [
      `gives ${rounded(scheduledHoursPerMonth(schedule, SCALE_DOWN_MINUTES), 2)} hours`,
      `= ${rounded(USD_RATE.eurPerUsd, 4)} EUR`,
      `cost ${rounded(perMillion("mistral-eu/mistral-medium-3.5"), 4)} EUR at \`mistral-eu\``,
      `and ${rounded(perMillion(costs.compareWith), 4)} EUR at \`${costs.compareWith}\``,
      `${inEuros(mistral?.input.base)} and ${inEuros(mistral?.output.base)} EUR`,
    ])
      expect(page).toContain(figure);
  });
});

describe("docs/economics.md", () => {
  it("has the spreads that the simulation puts around single figures", () => {
    const figure = (value: number) => `× ${Math.round(value * 100) / 100}`;
    const rows = rowsOf(textOf("docs/economics.md"));
    for (const name of ASSUMPTIONS.filter((each) => each !== "throughput")) {
      const { low, high } = SPREADS[name];
      expect(rows).toContainEqual([ASSUMPTION_NAMES[name][0], figure(low), figure(high)]);
    }
  });
});

describe("docs/architecture.md", () => {
  it("has the table of rooms that the linter enforces", () => {
    const rules = [...textOf("eslint.config.js").matchAll(/^ {2}(\w+): \[(.*)\],$/gm)].map(
      ([, room = "", list = ""]) => [room, [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name)] as const,
    );
    const rooms = rules.map(([room]) => room);
    const words = (room: string, allowed: readonly (string | undefined)[]) => {
      if (allowed.length === 0) return "nothing";
      const others = rooms.filter((other) => other !== room && !allowed.includes(other));
      if (others.length === 0) return "all";
      return others.length === 1 ? `all but ${others.join("")}` : allowed.join(", ");
    };
    expect(rules.length).toBeGreaterThan(5);
    const shown = rowsOf(textOf("docs/architecture.md")).map(
      ([room, , allowed]) => `${room ?? ""}: ${allowed ?? ""}`,
    );
    for (const [room, allowed] of rules) expect(shown).toContain(`\`${room}/\`: ${words(room, allowed)}`);
  });
});
