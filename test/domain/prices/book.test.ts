import { describe, expect, test } from "vitest";
import { findModel, qualityClassOf } from "../../../domain/capacity/models.ts";
import { GPUS } from "../../../domain/capacity/gpus.ts";
import { locate } from "../../../domain/jurisdiction/locate.ts";
import {
  createPriceBook,
  findPrice,
  listPrices,
  machinePriceIds,
  tokenPriceIds,
} from "../../../domain/prices/book.ts";
import { readBookFile } from "../../../domain/prices/files.ts";
import { findGpuInstance, GPU_INSTANCES, GPU_OFFERS } from "../../../domain/prices/gpu-instances.ts";
import { EXCHANGE_RATES, inEuro, USD_RATE } from "../../../domain/prices/price.ts";
import { gpuFileSchema, machineFileSchema } from "../../../domain/prices/schemas.ts";
import { isDay } from "../jurisdiction/iso.ts";

/** The day on which the book was last worked on: no figure may be of a later one. */
const REVIEWED = "2026-11-24";
const { prices, tokenPrices } = createPriceBook({ today: new Date(`${REVIEWED}T12:00:00Z`) });

describe.each([...prices, ...tokenPrices].map((price) => [price.id, price] as const))("%s", (_id, price) => {
  test("has a source that can be looked up, and the day on which it was", () => {
    expect(price.source).toMatch(/https:\/\/[a-z0-9.-]+\.[a-z]+/);
    expect(price.asOf).toSatisfy(isDay);
    expect(price.asOf <= REVIEWED).toBe(true);
    expect([price.validFrom, price.validUntil].filter((day) => day !== undefined && !isDay(day))).toEqual([]);
  });
});

/** What no sane figure of a unit leaves, in its own currency. */
const RANGES = {
  hour: [0.004, 100],
  month: [0.4, 3000],
  "gigabyte-month": [0.03, 0.3],
  gigabyte: [0.005, 0.15],
} as const;

const files = [
  readBookFile("gpu-instances.yaml", gpuFileSchema),
  readBookFile("nodes.yaml", machineFileSchema),
  readBookFile("storage-network.yaml", machineFileSchema),
];
const entries = files.flatMap((groups) => groups.flatMap((group) => group.prices));

describe("amounts", () => {
  test.each(prices.map((price) => [price.id, price] as const))(
    "%s is in the range of its unit",
    (id, price) => {
      const free = entries.find((entry) => entry.id === id)?.free;
      const [least, most] = RANGES[price.unit];
      if (free === undefined) expect(price.amount).toBeGreaterThanOrEqual(least);
      else expect(price.amount).toBe(0);
      expect(price.amount).toBeLessThanOrEqual(most);
      expect(price.setupFee ?? 0).toBeLessThanOrEqual(2 * price.amount);
    },
  );

  test.each(GPU_OFFERS.map((offer) => [offer.id, offer] as const))(
    "%s costs what a GPU may cost",
    (_id, offer) => {
      const hours = offer.price.unit === "hour" ? 1 : 730;
      const perGpuHour = inEuro(offer.price) / hours / offer.gpus;
      expect(perGpuHour).toBeGreaterThan(0.5);
      expect(perGpuHour).toBeLessThan(10);
    },
  );

  test.each(tokenPrices.map((model) => [model.id, model] as const))(
    "%s costs what tokens may cost",
    (_id, model) => {
      const { input, cachedInput, cacheWrite, output } = model;
      expect(input.base).toBeGreaterThan(0.01);
      expect(output.base).toBeGreaterThanOrEqual(input.base);
      expect(output.base).toBeLessThanOrEqual(100);
      if (cachedInput !== undefined) expect(cachedInput.base).toBeLessThan(input.base);
      if (cacheWrite !== undefined) expect(cacheWrite.base).toBeGreaterThanOrEqual(input.base);
      for (const { base, tiers } of [input, output]) {
        expect([base, ...tiers.map(({ amount }) => amount)]).toEqual(
          [base, ...tiers.map(({ amount }) => amount)].sort((a, b) => a - b),
        );
      }
    },
  );

  test("of a price that is unknown are undefined, never 0", () => {
    expect(listPrices.findPrice("scaleway/L4-1-24g")).toBeUndefined();
    expect(listPrices.findPrice("")).toBeUndefined();
    expect(listPrices.findTokenPrices("openai/gpt-7")).toBeUndefined();
    expect(listPrices.findTokenPrices("scaleway/L4-1-24G")).toBeUndefined();
    expect(findPrice("openai/gpt-7/input")).toBeUndefined();
  });
});

describe("ids", () => {
  const ids = [...prices, ...tokenPrices].map(({ id }) => id);

  test("are unique across machines and models", () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("find what they name", () => {
    expect(listPrices.prices.filter((price) => listPrices.findPrice(price.id) !== price)).toEqual([]);
    expect(listPrices.tokenPrices.filter((model) => listPrices.findTokenPrices(model.id) !== model)).toEqual(
      [],
    );
  });

  test("that configurations use are kept", () => {
    expect(machinePriceIds()).toEqual(
      expect.arrayContaining([
        "scaleway/L4-1-24G",
        "scaleway/LB-S",
        "scaleway/kapsule-mutualized",
        "scaleway/flexible-ipv4",
        "ovh/l4-90",
        "hetzner/GEX45",
        "hetzner/GEX131",
      ]),
    );
    expect(findPrice("scaleway/block-storage")?.unit).toBe("gigabyte-month");
    expect(tokenPriceIds()).toEqual(
      expect.arrayContaining([
        "openai/gpt-6-astra",
        "openai/gpt-6-sol",
        "openai/gpt-6-luna",
        "anthropic/claude-opus-5.5",
        "anthropic/claude-sonnet-5",
        "mistral-eu/mistral-medium-3.5",
        "mistral-eu/mistral-small-4",
        "scaleway/llama-3.3-70b-instruct",
        "scaleway/mistral-small-3.2-24b-instruct",
      ]),
    );
  });

  test("of machines and of models are listed apart", () => {
    expect(machinePriceIds().filter((id) => tokenPriceIds().includes(id))).toEqual([]);
    expect(machinePriceIds()).not.toContain("scaleway/block-storage");
    expect(machinePriceIds()).not.toContain("exoscale/egress");
  });

  test("of a model with a direction give its amount for a million tokens", () => {
    expect(findPrice("openai/gpt-6-astra/input")).toMatchObject({ amount: 10, currency: "USD" });
    expect(findPrice("openai/gpt-6-astra/output")).toMatchObject({ amount: 50, unit: "million-tokens" });
  });
});

/** Tables of jurisdiction/region-tables.ts by the book's provider names. */
const TABLES: Readonly<Record<string, string>> = {
  aws: "aws",
  gcp: "gcp",
  scaleway: "scaleway",
  ovh: "ovh",
  hetzner: "hcloud",
};
/** Providers without a region table: what is known of their EU regions. */
const OTHER_REGIONS: Readonly<Record<string, readonly string[]>> = {
  exoscale: ["de-fra-1", "hr-zag-1"],
  nebius: ["eu-north1", "eu-west1"],
  verda: ["FIN-01", "FIN-02", "FIN-03"],
};
const EU_COUNTRIES = ["DE", "ES", "FI", "FR", "IE", "IT", "NL", "PL", "SE"];

describe("regions", () => {
  const placed = entries.flatMap(({ id, regions = [] }) =>
    regions.map((region) => ({ id, provider: id.split("/", 1).join(""), region })),
  );

  test.each(placed)("$region of $id is in the EU", ({ provider, region }) => {
    const table = TABLES[provider];
    if (table === undefined) {
      expect(OTHER_REGIONS[provider]).toContain(region);
      return;
    }
    const place = locate(region, table);
    expect(place.status === "known" ? place.countries.join(" ") : place.status).toBeOneOf(EU_COUNTRIES);
  });

  test("are those of an id that names one", () => {
    const wrong = placed.filter(({ id, region }) => id.includes("@") && !id.endsWith(`@${region}`));
    expect(wrong).toEqual([]);
  });
});

describe("GPU offers", () => {
  const names = GPUS.map(({ name }) => name);

  test.each(GPU_OFFERS.map((offer) => [offer.id, offer] as const))(
    "%s has a GPU that is known",
    (_id, offer) => {
      expect(names).toContain(offer.gpu);
    },
  );

  test("name provider and type", () => {
    expect(GPU_OFFERS.find(({ id }) => id === "aws/g6.xlarge@eu-north-1")).toMatchObject({
      provider: "aws",
      type: "g6.xlarge",
      gpu: "L4",
      gpus: 1,
      regions: ["eu-north-1"],
      price: { amount: 0.8536, currency: "USD", unit: "hour" },
    });
    expect(GPU_OFFERS.find(({ id }) => id === "ovh/l4-90:hour")).toMatchObject({
      provider: "ovh",
      type: "l4-90",
    });
  });

  test("of Scaleway with zones are what a stack can create, each with a price by the hour", () => {
    expect(GPU_INSTANCES.map(({ type }) => type)).toEqual([
      "L4-1-24G",
      "L40S-1-48G",
      "H100-1-80G",
      "H100-2-80G",
      "H100-SXM-2-80G",
    ]);
    expect(GPU_INSTANCES.filter(({ type }) => findPrice(`scaleway/${type}`)?.unit !== "hour")).toEqual([]);
    expect(
      GPU_INSTANCES.flatMap(({ zones }) => zones).filter(
        (zone) => locate(zone, "scaleway").status !== "known",
      ),
    ).toEqual([]);
    expect(findGpuInstance("L4-1-24G")?.zones).toEqual(["fr-par-1", "fr-par-2", "pl-waw-2"]);
    expect(findGpuInstance("g6.xlarge")).toBeUndefined();
  });

  test("come from each provider that is asked for", () => {
    expect(new Set(GPU_OFFERS.map(({ provider }) => provider))).toEqual(
      new Set(["scaleway", "ovh", "hetzner", "exoscale", "nebius", "verda", "gcore", "evroc", "aws", "gcp"]),
    );
  });
});

describe("models", () => {
  test("of closed APIs are in the tier of their list price, three tokens in for one out", () => {
    const wrong = tokenPrices
      .filter(({ kind }) => kind === "closed-api")
      .filter(({ input, output, tier }) => {
        const blended = (3 * input.base + output.base) / 4;
        return tier !== (blended >= 6 ? "premium" : blended >= 2.5 ? "mid" : "budget");
      });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test("with the same open weights are in the same tier, never premium", () => {
    const open = tokenPrices.filter(({ kind }) => kind !== "closed-api");
    const tiers = Object.groupBy(open, ({ name }) => name);
    const mixed = Object.entries(tiers).filter(
      ([, same = []]) => new Set(same.map(({ tier }) => tier)).size > 1,
    );
    expect(mixed.map(([name]) => name)).toEqual([]);
    expect(open.filter(({ tier }) => tier === "premium")).toEqual([]);
  });

  test("of the capacity catalogue have the class that it gives them", () => {
    const other = tokenPrices.filter(({ weights, tier }) => {
      const model = weights === undefined ? undefined : findModel(weights);
      return model !== undefined && qualityClassOf(model) !== tier;
    });
    expect(other.map(({ id }) => id)).toEqual([]);
  });

  test("of open weights count as EU serverless only where a source says where they run", () => {
    for (const { id, kind, factorSources } of tokenPrices)
      expect([id, kind === "eu-serverless"]).toEqual([id, factorSources.hostedInEu !== undefined]);
  });

  test("have a source for each factor that is not 1", () => {
    const unsourced = tokenPrices.filter(
      ({ batchFactor, euFactor, tokenizerFactor, factorSources }) =>
        (batchFactor !== undefined && factorSources.batch === undefined) ||
        (euFactor !== 1 && factorSources.eu === undefined) ||
        (tokenizerFactor !== 1 && factorSources.tokenizer === undefined),
    );
    expect(unsourced).toEqual([]);
  });

  test("of one vendor differ where the overlay says so", () => {
    expect(listPrices.findTokenPrices("anthropic/claude-opus-5.5")).toMatchObject({
      tokenizerFactor: 1.3,
      batchFactor: 0.5,
      euFactor: 1.1,
    });
    expect(listPrices.findTokenPrices("anthropic/claude-haiku-4.5")?.tokenizerFactor).toBe(1);
    expect(listPrices.findTokenPrices("scaleway/llama-3.3-70b-instruct")?.batchFactor).toBeUndefined();
  });

  test("of Mistral's EU endpoint have its surcharge in their price, and none beside it", () => {
    const medium = listPrices.findTokenPrices("mistral-eu/mistral-medium-3.5");
    expect(medium?.input.base).toBeCloseTo(1.65, 12);
    expect(medium?.output.base).toBeCloseTo(8.25, 12);
    expect(medium?.euFactor).toBe(1);
    expect(medium?.source).toContain("× 1.1");
  });

  test("retire on days that are days", () => {
    const days = tokenPrices.flatMap(({ retires }) => retires ?? []);
    expect(days.length).toBeGreaterThan(0);
    expect(days.filter(({ on }) => !isDay(on))).toEqual([]);
  });
});

describe("exchange rates", () => {
  test("have source and day, and convert list prices", () => {
    expect(EXCHANGE_RATES.source).toContain("European Central Bank");
    expect(EXCHANGE_RATES.asOf).toSatisfy(isDay);
    expect(inEuro({ amount: 10, currency: "EUR" })).toBe(10);
    expect(inEuro({ amount: 11.172, currency: "USD" })).toBeCloseTo(10, 12);
    expect(USD_RATE.eurPerUsd * EXCHANGE_RATES.perEuro.USD).toBeCloseTo(1, 12);
    expect(USD_RATE.source).toContain(String(EXCHANGE_RATES.perEuro.USD));
  });

  test("cover every currency of the book", () => {
    const used = new Set([...prices, ...tokenPrices].map(({ currency }) => currency));
    expect([...used].filter((currency) => !Number.isFinite(inEuro({ amount: 1, currency })))).toEqual([]);
  });
});
