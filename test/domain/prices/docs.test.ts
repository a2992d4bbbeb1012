import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createPriceBook } from "../../../domain/prices/book.ts";
import { PRICE_AGE_DAYS } from "../../../domain/prices/price.ts";
import { rateCardSchema } from "../../../domain/prices/rate-card.ts";

const page = readFileSync(new URL("../../../docs/prices.md", import.meta.url), "utf8");
const today = new Date("2026-11-24T12:00:00Z");
const book = createPriceBook({ today });

/** Names in the table of sources where they are not the id's own. */
const NAMES: Readonly<Record<string, string>> = { ovh: "OVHcloud", "mistral-eu": "Mistral" };

describe("docs/prices.md", () => {
  const providers = new Set([...book.prices, ...book.tokenPrices].map(({ id }) => id.split("/", 1).join("")));

  test.each([...providers])("says where the figures of %s are from", (provider) => {
    const rows = page.split("\n").filter((line) => line.startsWith("| "));
    const name = (NAMES[provider] ?? provider).toLowerCase();
    expect(rows.some((row) => row.split("|", 2).join("").toLowerCase().includes(name))).toBe(true);
  });

  test("shows a rate card that can be applied, with each form of an entry", () => {
    const [, example = ""] = /```yaml rate-card\n([^]*?)```/.exec(page) ?? [];
    const rateCard = rateCardSchema.parse(parse(example));
    expect(rateCard).toHaveLength(5);
    const own = createPriceBook({ rateCard, today });
    expect(own.findPrice("scaleway/L4-1-24G")?.amount).toBe(0.62);
    expect(own.findPrice("ovh/l4-90")?.amount).toBeCloseTo(540 * 0.88, 9);
    expect(own.findPrice("scaleway/L40S-1-48G")?.reserved?.hoursPerMonth).toBe(600);
    expect(own.findTokenPrices("openai/gpt-6-sol")?.output.base).toBe(8.5);
    expect(own.findPrice("lyceum/h100")?.amount).toBe(2.1);
  });

  test("has the ages at which a price is marked and fails", () => {
    expect(page).toContain(`older than ${PRICE_AGE_DAYS.ageing} days is marked`);
    expect(page).toContain(`older than ${PRICE_AGE_DAYS.stale} days fails`);
  });
});
