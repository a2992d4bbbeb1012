import {
  ageInDays,
  EXCHANGE_RATES,
  freshness,
  inEuro,
  type Price,
  type TokenPrices,
} from "../../../domain/prices/price.ts";
import { today } from "../../../policies/settings.ts";
import { EXIT, type ExitCode, UserError } from "../../exit-codes.ts";
import type { PricesDocument } from "../../render/cost/documents.ts";
import { type Section, sectionsMarkdown, sectionsText } from "../../render/cost/text.ts";
import { priceBook, readRateCard } from "./assumptions.ts";
import { checkOutput, type OutputOptions, print } from "./output.ts";

/** Options of `cost prices`. */
export interface PricesOptions extends OutputOptions {
  readonly asOf?: string;
  readonly rateCard?: string;
  /** Exit with 4 where any price is stale. */
  readonly check?: boolean;
}

const amount = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

function machineRow(price: Price, day: Date): string[] {
  return [
    price.id,
    `${amount.format(price.amount)} ${price.currency}`,
    price.unit,
    amount.format(inEuro(price)),
    `${ageInDays(price, day)} d, ${freshness(price, day)}`,
  ];
}

function tokenRow(prices: TokenPrices, day: Date): string[] {
  const tiers = prices.input.tiers.length > 0 ? ", more for long prompts" : "";
  const euro = (value: number) => amount.format(inEuro({ amount: value, currency: prices.currency }));
  return [
    prices.id,
    prices.tier,
    prices.kind,
    euro(prices.input.base) + tiers,
    prices.cachedInput === undefined ? "–" : euro(prices.cachedInput.base),
    euro(prices.output.base),
    prices.euFactor === 1 ? "" : `× ${prices.euFactor}`,
    prices.batchFactor === undefined ? "" : `× ${prices.batchFactor}`,
    prices.retires === undefined ? "" : prices.retires.on,
    `${ageInDays(prices, day)} d, ${freshness(prices, day)}`,
  ];
}

/** The price book: what everything costs, from where, and how old that is. @param words Only ids with all of these. */
export function prices(words: readonly string[], options: PricesOptions): ExitCode {
  checkOutput(options);
  const day = options.asOf === undefined ? today() : new Date(options.asOf);
  const rateCard = options.rateCard === undefined ? [] : readRateCard(options.rateCard);
  const book = priceBook({ rateCard }, day);
  const asked = ({ id }: { readonly id: string }) =>
    words.every((word) => id.toLowerCase().includes(word.toLowerCase()));
  const machines = book.prices.filter(asked);
  const models = book.tokenPrices.filter(asked);
  if (machines.length + models.length === 0) {
    throw new UserError(
      `no id of the price book has "${words.join('" and "')}" in it; without words all are listed`,
    );
  }
  const stale = [...machines, ...models].filter((price) => freshness(price, day) === "stale");
  const code = options.check === true && stale.length > 0 ? EXIT.price : EXIT.fine;
  const sections: Section[] = [
    ...(machines.length === 0
      ? []
      : [
          {
            heading: "Machines, disks, network, without VAT",
            head: ["Id", "Price", "For a", "EUR", "Age"],
            right: [1, 3],
            rows: machines.map((price) => machineRow(price, day)),
          },
        ]),
    ...(models.length === 0
      ? []
      : [
          {
            heading: "Models, EUR for a million tokens, without VAT",
            head: [
              "Id",
              "Class",
              "Kind",
              "Input",
              "Cached",
              "Output",
              "In the EU",
              "Batch",
              "Retired",
              "Age",
            ],
            right: [3, 4, 5],
            rows: models.map((each) => tokenRow(each, day)),
          },
        ]),
    {
      heading: "Units of a currency for one EUR",
      head: ["Currency", "Rate"],
      right: [1],
      rows: Object.entries(EXCHANGE_RATES.perEuro).map(([currency, rate]) => [currency, String(rate)]),
      notes: [
        `${EXCHANGE_RATES.source}, ${EXCHANGE_RATES.asOf}`,
        "--json tells the source of each price",
        ...(stale.length === 0
          ? []
          : [`${stale.length} prices are stale: ${stale.map(({ id }) => id).join(", ")}`]),
      ],
    },
  ];
  print(
    {
      document: {
        version: 1,
        command: "prices",
        day: day.toISOString().slice(0, 10),
        exitCode: code,
        machines: machines.map((price) => ({
          ...price,
          euro: inEuro(price),
          freshness: freshness(price, day),
        })),
        models: models.map((each) => ({ ...each, freshness: freshness(each, day) })),
        exchangeRates: { ...EXCHANGE_RATES },
      } satisfies PricesDocument,
      text: () => sectionsText(sections),
      markdown: () => sectionsMarkdown(sections),
    },
    options,
  );
  return code;
}
