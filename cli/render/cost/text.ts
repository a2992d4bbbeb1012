import type { CostReport } from "../../../domain/economics/cost.ts";
import { type Decision, ownOptionName } from "../../../domain/economics/decision.ts";
import { exposures, spared } from "../../../domain/economics/lock-in.ts";
import { likelyPoint, type Scenario } from "../../../domain/economics/scenario.ts";
import { drivers, type SimulatedBreakEven } from "../../../domain/economics/simulation.ts";
import type { TieredAmount, TokenAmounts, TokenPrices } from "../../../domain/prices/terms.ts";
import {
  ASSUMPTION_NAMES,
  assumptionValue,
  breakEvenPoint,
  exposedName,
  optionName,
  negotiationText,
} from "../../../policies/cost/decision.ts";
import { euro, millions, percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { budgetText } from "../../../policies/cost/table.ts";
import { EVENTS } from "./events.ts";

/** Rows as text, their columns aligned; the columns in `right` to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A group of lines below a heading. */
export interface Section {
  readonly heading: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of figures. */
  readonly right: readonly number[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

/**
 * The break-even that is quoted most, in tokens a day: Lyceum Technology, "Open Source vs Closed API LLM Cost Comparison"
 * (2026-06-01), for a premium model. Whether it holds is told for each model.
 */
const QUOTED = { from: 5e6, to: 10e6 } as const;

function quotedNotes({ comparisons }: Decision): string[] {
  const ids = (list: Decision["comparisons"]) => list.map(({ api }) => api.prices.id).join(", ");
  const holds = comparisons.filter(
    ({ breakEven: { from } }) => from !== undefined && from >= QUOTED.from && from <= QUOTED.to,
  );
  const others = comparisons.filter((comparison) => !holds.includes(comparison));
  return [
    `The often quoted break-even of 5 to 10 M tokens a day holds against ${holds.length === 0 ? "none of them" : ids(holds)}` +
      (others.length === 0 || holds.length === 0 ? "" : `; not against ${ids(others)}`),
  ];
}

/** Prices of a million tokens may be less than a cent. */
const perMillion = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });

/** "1.50", and what a long prompt pays: "0.75 (1.50 above 200,000 tokens)". */
function amountText({ base, tiers }: TieredAmount): string {
  const long = tiers.map(
    ({ start, amount }) => ` (${perMillion.format(amount)} above ${start.toLocaleString("en")} tokens)`,
  );
  return [perMillion.format(base), ...long].join("");
}

/** "input 0.75 → 1.50, output 3.75 → 7.50"; what stays as it is has no say. */
function changeText(before: TokenAmounts, after: TokenAmounts): string {
  const amounts = [
    ["input", before.input, after.input],
    ["cached input", before.cachedInput ?? before.input, after.cachedInput ?? after.input],
    ["output", before.output, after.output],
  ] as const;
  return amounts
    .map(([name, was, is]) => [name, amountText(was), amountText(is)] as const)
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name} ${was} → ${is}`)
    .join(", ");
}

/** What a model's owner has announced: a break-even of today does not know it. */
export function announcements(prices: TokenPrices): string[] {
  const { id, currency, changes, retires } = prices;
  return [
    ...changes.map((change, index) => {
      const text = changeText(changes[index - 1] ?? prices, change);
      const detail = text === "" ? "" : ` (${text} ${currency} for a million tokens)`;
      return `${id} changes its price on ${change.on}${detail}`;
    }),
    ...(retires === undefined ? [] : [`${id} is retired on ${retires.on} (${retires.source})`]),
  ];
}

/** The stack against each model, with the band of the break-even. */
export function breakEvenSection(decision: Decision, simulated: readonly SimulatedBreakEven[]): Section {
  const volume = (tokens: number | undefined) => (tokens === undefined ? "never" : millions(tokens));
  return {
    heading: `Break-even in tokens a day; planned ${millions(decision.tokensPerDay)}`,
    head: ["Against", "Class", "EUR a month", "Break-even", "8 of 10 draws", "Reached in"],
    right: [2, 4, 5],
    rows: decision.comparisons.map(({ api, monthly, equalQuality, breakEven }, index) => {
      const drawn = simulated[index];
      return [
        api.prices.id,
        `${api.prices.tier}${equalQuality ? ", equal" : ""}`,
        euro(monthly),
        breakEvenPoint(breakEven),
        drawn === undefined
          ? ""
          : drawn.reached === 0
            ? "never"
            : `${volume(drawn.p10)} to ${volume(drawn.p90)}`,
        drawn === undefined ? "" : percent(drawn.reached),
      ];
    }),
    notes: [
      ...quotedNotes(decision),
      ...decision.comparisons.flatMap(({ api }) => announcements(api.prices)),
    ],
  };
}

/** Which option to take at what volume. */
export function regimeSection(scenario: Scenario, decision: Decision): Section {
  return {
    heading: "What to take at what volume, in tokens a day",
    head: ["Option", "From", "To"],
    right: [1, 2],
    rows: decision.regimes.map(({ option, from, to }) => [
      optionName(option, scenario),
      millions(from),
      to === undefined ? "and more" : millions(to),
    ]),
  };
}

const DRIVERS_SHOWN = 8;

/** The tornado as a table. */
export function driverSection(scenario: Scenario): Section {
  return {
    heading: `What moves the savings against staying with ${scenario.incumbent.prices.id}, each on its own`,
    head: ["Assumption", "From", "To", "Saved at from", "Saved at to"],
    right: [1, 2, 3, 4],
    rows: drivers(scenario)
      .slice(0, DRIVERS_SHOWN)
      .map(({ assumption, low, high, savedAtLow, savedAtHigh }) => [
        ASSUMPTION_NAMES[assumption][0],
        assumptionValue(assumption, low),
        assumptionValue(assumption, high),
        wholeEuro(savedAtLow),
        wholeEuro(savedAtHigh),
      ]),
  };
}

/** What the owners of APIs may do, and what being able to move is worth. */
export function lockInSection(scenario: Scenario): Section {
  const point = likelyPoint(scenario);
  const bargain = negotiationText(scenario);
  const { incumbent, closedApi } = scenario;
  const rows = EVENTS.flatMap(({ name, shock }) => {
    const all = exposures(scenario, point, shock);
    const saving = spared(scenario, point, all);
    const found = all.filter(
      ({ option }) =>
        // Without premium requests the hybrid is the own model by another name.
        !(option === "hybrid" && ownOptionName(scenario, point) !== "hybrid") &&
        // Staying is told first; where it is also the closed API to take, once is enough.
        !(option === "closedApi" && closedApi?.prices.id === incumbent.prices.id),
    );
    return found.map(({ option, perMonth, oneOff, firstYear }, index) => [
      index === 0 ? name : "",
      exposedName(option, scenario),
      wholeEuro(perMonth),
      wholeEuro(oneOff),
      wholeEuro(firstYear),
      index === 0 && saving !== undefined ? wholeEuro(saving) : "",
    ]);
  });
  return {
    heading: "Lock-in: what it costs each option, in EUR",
    head: ["If", "Option", "A month more", "Once", "First year", "Spared by the stack"],
    right: [2, 3, 4, 5],
    rows,
    notes: [...announcements(incumbent.prices), ...(bargain === undefined ? [] : [bargain])],
  };
}

/** Why a command exits with 3; a budget that is kept has no say below such tables. */
const overBudgetNote = (report: CostReport) => (report.overBudget ? [`Budget: ${budgetText(report)}`] : []);

/** The tables of a plan for a terminal, below its name, above what is wrong with it. */
export function planText(title: string, report: CostReport, sections: readonly Section[]): string {
  const notes = [
    ...overBudgetNote(report),
    ...report.priceProblems.map((problem) => `Price problem: ${problem}`),
    ...report.warnings.map((warning) => `Note: ${warning}`),
  ];
  return [title, sectionsText(sections), ...(notes.length === 0 ? [] : [notes.join("\n")])].join("\n\n");
}

/** The same for a pull request. */
export function planMarkdown(title: string, report: CostReport, sections: readonly Section[]): string {
  const notes = [
    ...overBudgetNote(report).map((note) => `- ❌ ${note}`),
    ...report.priceProblems.map((problem) => `- ❌ ${problem}`),
    ...report.warnings.map((warning) => `- ⚠️ ${warning}`),
  ];
  return [`### ${title}`, sectionsMarkdown(sections), ...(notes.length === 0 ? [] : [notes.join("\n")])].join(
    "\n\n",
  );
}

/** Sections for a terminal. */
export function sectionsText(sections: readonly Section[]): string {
  return sections
    .map(({ heading, head, rows, right, notes = [] }) =>
      [
        heading,
        ...columns([head, ...rows], right).map((line) => `  ${line}`),
        ...notes.map((note) => `  ${note}`),
      ].join("\n"),
    )
    .join("\n\n");
}

/** Sections for a pull request. */
export function sectionsMarkdown(sections: readonly Section[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return sections
    .map(({ heading, head, rows, right, notes = [] }) =>
      [
        `**${heading}**`,
        "",
        `| ${head.join(" | ")} |`,
        `|${head.map((_, column) => (right.includes(column) ? " ---: |" : " --- |")).join("")}`,
        ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
        ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${note}`)]),
      ].join("\n"),
    )
    .join("\n\n");
}
