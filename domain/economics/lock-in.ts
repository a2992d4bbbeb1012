import { ownOptionName, shortfall } from "./decision.ts";
import { apiCosts, type Breakdown, optionCosts } from "./options.ts";
import {
  answersHard,
  type ApiRates,
  OPTIONS,
  type OptionName,
  type Point,
  type Scenario,
} from "./scenario.ts";

/** What may happen to APIs that others depend on. */
export interface Shock {
  /** Factor on the price of closed APIs, such as 1.3. */
  readonly apiPrice: number;
  /** Kind of models that are withdrawn. */
  readonly retired?: "closed-api" | "serverless";
  /** Hours of testing and changing prompts if all requests have to move to another model. */
  readonly migrationHours: number;
}

export const PRICE_SHOCK: Shock = { apiPrice: 1.3, migrationHours: 0 };

/**
 * A retired model: every prompt is tested and adapted again. 80 hours are an assumption, the same that the move to the own
 * model is planned with.
 */
export const RETIREMENT: Shock = { apiPrice: 1, retired: "closed-api", migrationHours: 80 };

/** A provider that takes the open weights out of its catalogue; others may have them, under other terms. */
export const WITHDRAWAL: Shock = { apiPrice: 1, retired: "serverless", migrationHours: 80 };

/** An option, or staying with the API that is in use. */
export type Exposed = OptionName | "incumbent";

/** What a shock costs one option. */
export interface Exposure {
  readonly option: Exposed;
  /** EUR a month more. */
  readonly perMonth: number;
  /** EUR once. */
  readonly oneOff: number;
  /** EUR in the first twelve months. */
  readonly firstYear: number;
}

/** APIs that an option asks, each with its share of the requests. */
function asked(scenario: Scenario, option: Exposed, point: Point): readonly (readonly [ApiRates, number])[] {
  const { incumbent, closedApi, euServerless, selfHosting, routineApi, premiumApi } = scenario;
  const alone = (rates: ApiRates | undefined): readonly (readonly [ApiRates, number])[] => {
    if (rates === undefined) return [];
    const hard = answersHard(scenario, rates) ? 0 : point.premiumShare;
    return [
      [rates, 1 - hard],
      [premiumApi, hard],
    ];
  };
  switch (option) {
    case "incumbent":
      return alone(incumbent);
    case "closedApi":
      return alone(closedApi);
    case "euServerless":
      return alone(euServerless);
    case "selfHosted":
      return [];
    case "hybrid":
      return [
        [premiumApi, point.premiumShare],
        ...(selfHosting === undefined && routineApi !== undefined
          ? [[routineApi, 1 - point.premiumShare] as const]
          : []),
      ];
  }
}

/** Share of an option's requests that depend on the kind of models that is withdrawn. */
function dependence(scenario: Scenario, option: Exposed, point: Point, retired: Shock["retired"]): number {
  if (retired === undefined) return 0;
  return asked(scenario, option, point)
    .filter(([{ prices }]) => (prices.kind === "closed-api") === (retired === "closed-api"))
    .reduce((sum, [, share]) => sum + share, 0);
}

/**
 * What a shock costs each option, and staying with the incumbent. Hours of adapting prompts go by the share of the requests
 * that depend on what is withdrawn. An option without a price is not there.
 */
export function exposures(scenario: Scenario, point: Point, shock: Shock): Exposure[] {
  const costs = (at: Point): Readonly<Record<Exposed, Breakdown | undefined>> => ({
    incumbent: apiCosts(scenario, scenario.incumbent, at),
    ...optionCosts(scenario, at),
  });
  const before = costs(point);
  const after = costs({ ...point, apiPrice: point.apiPrice * shock.apiPrice });
  const exposed: readonly Exposed[] = ["incumbent", ...OPTIONS];
  return exposed.flatMap((option) => {
    const [was, is] = [before[option], after[option]];
    if (was === undefined || is === undefined) return [];
    const perMonth = is.total - was.total;
    const share = dependence(scenario, option, point, shock.retired);
    const oneOff = shock.migrationHours * point.hourlyRate * share;
    return [{ option, perMonth, oneOff, firstYear: 12 * perMonth + oneOff }];
  });
}

/** What it is worth at the negotiating table that the routine requests could move to the own model. */
export interface Negotiation {
  /** Share of the requests that could move, 0 to 1. */
  readonly share: number;
  /** EUR a month for the incumbent as things are. */
  readonly apiBill: number;
  /** EUR a month more that the own model would cost. */
  readonly costOfMoving: number;
  /** Discount on the whole bill at which staying costs as much as moving, 0 to 1: what can credibly be asked for. */
  readonly discount: number;
  /** EUR a month that this discount is worth. */
  readonly perMonth: number;
}

/**
 * The discount at which a customer is indifferent between moving the routine requests and staying: what moving would save
 * (share × bill − cost of the own model for that share), over the bill. Nothing where moving would save nothing: a threat
 * that costs more than it saves is not believed.
 * @returns Undefined without an own model that answers the routine requests.
 */
export function negotiation(scenario: Scenario, point: Point): Negotiation | undefined {
  const own = ownOptionName(scenario, point);
  const cost = optionCosts(scenario, point)[own];
  if (scenario.selfHosting === undefined || cost === undefined) return undefined;
  if (shortfall(scenario, point, own) !== undefined) return undefined;
  const share = 1 - point.premiumShare;
  if (share === 0) return undefined;
  const bill = apiCosts(scenario, scenario.incumbent, point);
  const apiBill = bill.tokens + bill.retries;
  const costOfMoving = cost.total - cost.tokens - cost.retries;
  const perMonth = Math.max(0, share * apiBill - costOfMoving);
  return { share, apiBill, costOfMoving, discount: apiBill === 0 ? 0 : perMonth / apiBill, perMonth };
}

/** EUR that the stack is spared in the first year, compared with the incumbent. */
export function spared(scenario: Scenario, point: Point, found: readonly Exposure[]): number | undefined {
  const of = (name: Exposed) => found.find(({ option }) => option === name)?.firstYear;
  const [incumbent, own] = [of("incumbent"), of(ownOptionName(scenario, point))];
  return incumbent === undefined || own === undefined ? undefined : incumbent - own;
}
