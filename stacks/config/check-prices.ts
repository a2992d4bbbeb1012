import { nearest } from "../../domain/nearest.ts";
import { createPriceBook, type PriceBook } from "../../domain/prices/book.ts";
import { RateCardError } from "../../domain/prices/apply-rate-card.ts";
import type { Problem } from "../../domain/validation.ts";
import { at } from "./problems.ts";
import type { EnvironmentConfig } from "./schema.ts";

/** Names that look like price-book ids but are not: a typo, told before a missing price would be. */
export function checkPrices(config: EnvironmentConfig): Problem[] {
  const { cluster, costs } = config;
  const book = bookOf(config);
  if (Array.isArray(book)) return book;
  const problems: Problem[] = [];
  const model = (path: string, id: string | undefined) => {
    if (id !== undefined && book.findTokenPrices(id) === undefined)
      problems.push(unknownPrice(path, id, book.tokenPriceIds()));
  };
  model("costs.compareWith", costs.compareWith);
  model("costs.closedApi.model", costs.closedApi.model);
  const closed =
    costs.closedApi.model === undefined ? undefined : book.findTokenPrices(costs.closedApi.model);
  if (closed !== undefined && closed.kind !== "closed-api")
    problems.push(at("costs.closedApi.model", closed.id, "not a closed API"));
  model("costs.serverless", costs.serverless);
  const serverless = costs.serverless === undefined ? undefined : book.findTokenPrices(costs.serverless);
  if (serverless !== undefined && serverless.kind !== "eu-serverless")
    problems.push(
      at("costs.serverless", serverless.id, "not known to be open weights that are served in the EU"),
    );
  costs.compareAlso.forEach((id, index) => model(`costs.compareAlso[${index}]`, id));
  config.endpoints.forEach(({ price }, index) => {
    if ("tokens" in price) model(`endpoints[${index}].price.tokens`, price.tokens);
  });
  if (cluster.provider === "existing") {
    for (const role of ["gpuNodes", "cpuNodes"] as const) {
      const id = cluster[role]?.priceAs;
      if (id !== undefined && book.findPrice(id) === undefined)
        problems.push(unknownPrice(`cluster.${role}.priceAs`, id, book.machinePriceIds()));
    }
  }
  return problems;
}

/** List prices with the environment's own in their place, or what is wrong with these. */
function bookOf({ costs }: EnvironmentConfig): PriceBook | Problem[] {
  try {
    return createPriceBook({ rateCard: costs.rateCard });
  } catch (error) {
    if (!(error instanceof RateCardError)) throw error;
    return error.problems.map((problem) => ({ ...problem, path: `costs.rateCard${problem.path}` }));
  }
}

function unknownPrice(path: string, id: string, known: readonly string[]): Problem {
  const meant = nearest(id, known)
    .map((name) => `"${name}"`)
    .join(" or ");
  const hint = meant === "" ? "" : `; did you mean ${meant}?`;
  return at(path, id, `not in the price book (npm run eu-llm -- cost prices lists it)${hint}`);
}
