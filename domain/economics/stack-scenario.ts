import type { PriceBook } from "../prices/book.ts";
import { HOURS_PER_MONTH, inEuro, type TokenPrices } from "../prices/price.ts";
import type { CostAssumptions } from "./assumptions.ts";
import { estimatesOf } from "./estimates.ts";
import { type PlanLines, sum } from "./line-items.ts";
import { apiCosts, euroPerRequest } from "./options.ts";
import { loadLevels } from "./profile.ts";
import { apiRates, bookRates, endpointRates, pricedEndpoints } from "./rates.ts";
import {
  answersHard,
  type ApiRates,
  meets,
  type Point,
  type Quality,
  type Scenario,
  type SelfHosting,
} from "./scenario.ts";

/** What a model of the book has to be able to do. */
interface Wanted {
  /** Class of the routine requests. */
  readonly routine: Quality;
  /** What answers the hard requests. */
  readonly premiumApi: ApiRates;
  readonly point: Point;
  /** ISO 8601. */
  readonly day: string;
}

/** Whether a model can answer the routine requests on that day. */
function suits({ routine, premiumApi, point, day }: Wanted, rates: ApiRates): boolean {
  const { tier, contextLength, retires } = rates.prices;
  return (
    meets(tier, routine) &&
    point.inputTokens + point.outputTokens <= (contextLength ?? Number.POSITIVE_INFINITY) &&
    (retires === undefined || retires.on > day) &&
    // Where every request needs a premium model, a weaker one would answer none.
    (point.premiumShare < 1 || answersHard({ premiumApi }, rates))
  );
}

/**
 * The model of a kind that suits and costs least, all told: with the gateway's platform where it needs one, and without a
 * migration where it is in use already. Undefined where the price book has none.
 */
function cheapestOf(
  book: PriceBook,
  kind: TokenPrices["kind"],
  wanted: Wanted,
  scenario: Scenario,
): ApiRates | undefined {
  return book.tokenPrices
    .filter((prices) => prices.kind === kind)
    .map(apiRates)
    .filter((rates) => suits(wanted, rates))
    .map((rates) => ({ rates, total: apiCosts(scenario, rates, wanted.point).total }))
    .sort((a, b) => a.total - b.total)[0]?.rates;
}

const repositoryName = (model: string) => model.slice(model.indexOf("/") + 1).toLowerCase();

/**
 * The cheapest EU-serverless offer of the very model that is served: a quantized copy is published as the model's own name
 * with an ending, such as Llama-3.3-70B-Instruct-FP8-dynamic.
 */
export function sameWeights(book: PriceBook, model: string, point: Point): ApiRates | undefined {
  const served = repositoryName(model);
  return book.tokenPrices
    .filter(({ kind, weights }) => {
      if (weights === undefined || kind !== "eu-serverless") return false;
      const offered = repositoryName(weights);
      return served === offered || served.startsWith(`${offered}-`);
    })
    .map(apiRates)
    .sort((a, b) => euroPerRequest(a, point, 1) - euroPerRequest(b, point, 1))[0];
}

/** What an hour of a replica costs: by the list, or beyond what is committed. */
function tariffOf(
  { gpu, committedGpu }: PlanLines,
  replicaHours: number,
): Pick<SelfHosting, "euroPerReplicaHour" | "committed"> {
  if (committedGpu === undefined)
    return { euroPerReplicaHour: replicaHours === 0 ? 0 : sum(gpu) / replicaHours };
  // Where nothing runs, nothing says how many machines a replica takes.
  const machinesPerReplica = replicaHours === 0 ? 1 : committedGpu.hours / replicaHours;
  return {
    euroPerReplicaHour: committedGpu.euroPerHour * machinesPerReplica,
    committed: {
      replicaHours: committedGpu.committedHours / machinesPerReplica,
      euroPerMonth: committedGpu.euroPerMonth,
    },
  };
}

function selfHostingOf(assumptions: CostAssumptions, lines: PlanLines): SelfHosting | undefined {
  const own = assumptions.selfHosting;
  if (own === undefined) return undefined;
  // A machine that is rented by the month costs the same whether it runs or not.
  const byHour = !lines.monthlyGpu;
  const most = own.replicas * HOURS_PER_MONTH;
  const hours = byHour ? Math.min(own.replicaHoursPerMonth, most) : most;
  const servedHours = byHour && !own.autoscaled ? assumptions.gpuHoursPerMonth : HOURS_PER_MONTH;
  return {
    model: own.model,
    quality: own.quality,
    ...tariffOf(lines, hours),
    foreignCurrency: lines.foreignGpu,
    secondsPerInputToken: own.secondsPerInputToken,
    secondsPerOutputToken: own.secondsPerOutputToken,
    levels: loadLevels(assumptions.traffic.profile, Math.min(HOURS_PER_MONTH, servedHours)),
    minimumReplicas: own.minimumReplicas,
    spareReplicas: own.spareReplicas,
    autoscaled: byHour && own.autoscaled,
    scalesToZero: byHour && (own.autoscaled || servedHours < HOURS_PER_MONTH),
  };
}

/** Lines without which every option would be a guess. What leaves the network is too small for that. */
function blocking(assumptions: CostAssumptions, lines: PlanLines): boolean {
  if (assumptions.missingPrices === "warn") return false;
  return [...lines.gpu, ...lines.platform, ...lines.tokens].some(({ monthly }) => monthly === undefined);
}

/**
 * What a decision is calculated from, out of a plan's lines and assumptions.
 * @returns Undefined where a price is missing and the assumptions do not allow it: what hangs on it would be a guess.
 */
export function scenarioOf(
  assumptions: CostAssumptions,
  lines: PlanLines,
  book: PriceBook,
  point: Point,
  today: Date,
): Scenario | undefined {
  const incumbent = bookRates(book, assumptions.compareWith);
  if (incumbent === undefined || blocking(assumptions, lines)) return undefined;
  const asked = pricedEndpoints(assumptions).flatMap(({ name, tier, price, role }) => {
    const rates = endpointRates(book, { name, tier, price });
    // The rent of an endpoint by the hour is part of the platform: its tokens cost nothing more.
    return rates === undefined ? [] : [{ role, rates: rates.kind === "tokens" ? rates.rates : rates.tokens }];
  });
  const ratesOf = (...roles: string[]) => asked.find(({ role }) => roles.includes(role))?.rates;
  const selfHosting = selfHostingOf(assumptions, lines);
  const { serverless, egressPriceAs, closedApi } = assumptions;
  const egress = egressPriceAs === undefined ? undefined : book.findPrice(egressPriceAs);
  const routineApi = ratesOf("main", "all");
  const premiumApi = ratesOf("premium", ...(point.premiumShare === 1 ? ["all"] : [])) ?? incumbent;
  const routine = selfHosting?.quality ?? routineApi?.prices.tier ?? "budget";
  const wanted: Wanted = { routine, premiumApi, point, day: today.toISOString().slice(0, 10) };
  const scenario: Scenario = {
    assumptions: estimatesOf(assumptions),
    amortisationMonths: assumptions.migration.amortisationMonths,
    incumbent,
    closedApi: undefined,
    premiumApi,
    euServerless: undefined,
    ...(assumptions.exclude === undefined ? {} : { excluded: assumptions.exclude }),
    selfHosting,
    routineApi,
    // GPU nodes on which no model can serve this traffic cost what they cost.
    platformPerMonth: sum(lines.platform) + (selfHosting === undefined ? sum(lines.gpu) : 0),
    euroPerEgressGigabyte: egress === undefined ? 0 : inEuro(egress),
  };
  const chosen = (id: string | undefined, kind: TokenPrices["kind"]) =>
    id === undefined ? cheapestOf(book, kind, wanted, scenario) : bookRates(book, id);
  return {
    ...scenario,
    closedApi: chosen(closedApi.model, "closed-api"),
    euServerless: chosen(serverless, "eu-serverless"),
  };
}
