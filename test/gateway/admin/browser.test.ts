import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { findChromium } from "../../cli/page/chromium.ts";
import { CHAT, inside, outside, startGateway, until, type RunningGateway } from "../harness.ts";
import { answer, startUpstream, type Upstream } from "../upstream.ts";

const executablePath = findChromium();
if (executablePath === undefined)
  console.warn("The admin page is not looked at in a browser: no Chromium in CHROMIUM, /usr/bin or PATH.");

const ADMIN_KEY = "sk-eu-admin-of-the-test";
const CLIENT_KEY = "sk-eu-client-of-the-test";
const ATTACK = "<img src=x onerror=alert(1)>";

/** Its estimate fits into the budget. */
const SMALL = { ...CHAT, max_tokens: 3 };

const PRICE = {
  inputEurPerMillionTokens: 10_000,
  outputEurPerMillionTokens: 10_000,
  source: "a test",
  date: "2026-01-01",
};

interface Scene {
  readonly gateway: RunningGateway;
  readonly own: Upstream;
  readonly premium: Upstream;
  /** Requests that are answered by an endpoint of one's own, or, where it fails, by the premium one. */
  ask(times: number): Promise<void>;
}

async function startScene(): Promise<Scene> {
  const own = await startUpstream();
  const premium = await startUpstream();
  const gateway = await startGateway(
    [
      inside(own.url, { jurisdiction: { country: "DE", operator: ATTACK, ownerCountry: "DE" } }),
      outside(premium.url, { price: PRICE }),
    ],
    {
      admin: { hash: hashOfKey(ADMIN_KEY) },
      keys: [
        { name: "team-search", hash: hashOfKey(CLIENT_KEY), budget: { eurPerDay: 0.8, eurPerMonth: 8 } },
        {
          name: "team-idle",
          hash: hashOfKey("sk-eu-another"),
          requestsPerMinute: 60,
          budget: { eurPerDay: 0 },
        },
      ],
      models: [
        { id: "chat", aliases: ["gpt-4o"], endpoints: ["own", "premium"] },
        { id: ATTACK, aliases: [`${ATTACK}2`], endpoints: ["own"] },
      ],
      // One failure is enough, and it stays so for the whole test.
      health: { latency: { limit: "off" }, breaker: { failures: 1, openSeconds: 600 } },
    },
    { environment: {}, probes: { settledMilliseconds: 100, searchingMilliseconds: 100 } },
  );
  return {
    gateway,
    own,
    premium,
    async ask(times) {
      for (let time = 0; time < times; time += 1) {
        const response = await gateway.post(SMALL, { authorization: `Bearer ${CLIENT_KEY}` });
        expect(response.status).toBe(200);
        await response.text();
      }
    },
  };
}

/** Texts of a table's cells, row by row, as a person sees them. */
async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = await page.locator(`#${table} tbody tr`).all();
  return Promise.all(
    rows.map(async (row) => {
      const texts = await row.locator("th, td").allInnerTexts();
      return texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
    }),
  );
}

describe.skipIf(executablePath === undefined)("the admin page in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    });
  });
  afterAll(() => browser.close());

  async function open({ gateway }: Scene, viewport = { width: 1280, height: 900 }) {
    const context = await browser.newContext({
      httpCredentials: { username: "anyone", password: ADMIN_KEY },
      viewport,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${gateway.url}/admin`);
    await page.waitForSelector("html[data-state=live]");
    return { page, complaints, requests };
  }

  test("shows what the gateway did, follows it, and says when it is gone", async () => {
    const scene = await startScene();
    await scene.ask(3);
    scene.own.behave(answer({}, 500));
    await scene.ask(1);
    const { page, complaints, requests } = await open(scene);
    const text = (id: string) => page.locator(`#${id}`).innerText();

    expect(await text("level")).toBe("eu");
    expect(await text("premium-share")).toBe("25%");
    expect(await text("premium-note")).toBe("1 of 4 answered requests");
    expect(await text("answered")).toBe("4");
    expect(await text("attempts")).toBe("in 5 attempts");
    expect(await text("spend")).toBe("0.08");
    expect(await text("waiting")).toBe("0");
    expect(await text("reachable")).toBe("2 of 2");
    expect(await text("circuits")).toBe("1 circuit not closed");
    expect(await rowsOf(page, "tiers")).toEqual([
      ["self-hosted", "3", "75%"],
      ["premium", "1", "25%"],
    ]);
    expect(await rowsOf(page, "shares")).toEqual([
      ["own", "3", "75%", "15", "9", "0.00"],
      ["premium", "1", "25%", "5", "3", "0.08"],
    ]);
    const [ownPart, premiumPart] = await page.locator("#split-bar span").all();
    const ownWidth = (await ownPart?.boundingBox())?.width ?? 0;
    const premiumWidth = (await premiumPart?.boundingBox())?.width ?? 0;
    expect(ownWidth / (ownWidth + premiumWidth)).toBeCloseTo(0.75, 2);
    const originOf = ({ url }: Upstream) => new URL(url).origin;
    expect(await rowsOf(page, "endpoints")).toEqual([
      [
        "own self-hosted, openai",
        "✓ reachable",
        "Germany (DE)",
        `${ATTACK} owner: Germany (DE)`,
        "public, sensitive",
        "0",
        `circuit open, 0 tokens outstanding ${originOf(scene.own)}`,
      ],
      [
        "premium premium, openai",
        "✓ reachable",
        "United States (US)",
        "Example Inc owner: United States (US)",
        "public",
        "0",
        `circuit closed, 0 tokens outstanding ${originOf(scene.premium)}`,
      ],
    ]);
    expect(await rowsOf(page, "models")).toEqual([
      ["chat", "gpt-4o", "own premium"],
      [ATTACK, `${ATTACK}2`, "own"],
    ]);
    expect(await rowsOf(page, "keys")).toEqual([
      ["team-search", "all models all labels", "no limit", "0.08 of 0.80 (10%)", "0.08 of 8.00 (1%)"],
      [
        "team-idle",
        "all models all labels",
        "60 requests",
        "0.00 of 0.00 (100%) ✕ used up",
        "0.00 no budget",
      ],
    ]);
    const gauge = page.locator("#keys .gauge").first();
    const filling = await gauge.locator("i").boundingBox();
    expect((filling?.width ?? 0) / ((await gauge.boundingBox())?.width ?? 1)).toBeCloseTo(0.1, 1);

    await scene.ask(1);
    await page.locator("#answered", { hasText: /^5$/ }).waitFor();
    expect(await text("premium-share")).toBe("40%");
    expect((await rowsOf(page, "keys"))[0]?.[3]).toBe("0.16 of 0.80 (20%)");
    expect(await text("updated")).toMatch(/^Updated \d\d:\d\d:\d\d$/);
    expect(await page.locator("#alarm").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    expect(new Set(requests)).toEqual(
      new Set(["", "/status"].map((end) => `${scene.gateway.url}/admin${end}`)),
    );

    await scene.gateway.close();
    await page.waitForSelector("html[data-state=stale]");
    expect(await text("alarm")).toMatch(/^⚠ last update \d\d:\d\d:\d\d, not answering$/);
    expect(await page.locator("[role=status][aria-live=polite]").textContent()).toMatch(/, not answering$/);
    expect(await text("updated")).toMatch(/^Updated \d\d:\d\d:\d\d$/);
    expect(await text("answered")).toBe("5");
    expect(await rowsOf(page, "shares")).toHaveLength(2);
    // The browser itself writes that it was refused; the page has nothing to add.
    expect(complaints.filter((complaint) => !complaint.includes("ERR_CONNECTION_REFUSED"))).toEqual([]);
  });

  test("says that an endpoint is down, in its row and in the routes", async () => {
    const scene = await startScene();
    await scene.own.close();
    const readiness = async () => (await fetch(`${scene.gateway.url}/readyz`)).text();
    await until(async () => (await readiness()).includes('"own":false,"premium":true'));
    const { page } = await open(scene);
    expect((await rowsOf(page, "endpoints")).map((row) => row[1])).toEqual(["✕ down", "✓ reachable"]);
    expect((await rowsOf(page, "models"))[0]?.[2]).toBe("own ✕ down premium");
    expect(await page.locator("#reachable").innerText()).toBe("1 of 2");
  });

  test("has nothing to divide by before the first request", async () => {
    const { page, complaints } = await open(await startScene());
    expect(await page.locator("#premium-share").innerText()).toBe("–");
    expect(await page.locator("#split-bar").isVisible()).toBe(false);
    expect((await rowsOf(page, "shares"))[0]).toEqual(["own", "0", "–", "0", "0", "0.00"]);
    expect(complaints).toEqual([]);
  });

  test.each([320, 768])("does not scroll sideways as a whole at %i pixels", async (width) => {
    const scene = await startScene();
    await scene.ask(1);
    const { page } = await open(scene, { width, height: 740 });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(width);
  });

  test("every table has headers for columns and rows, and every scrolling part is reached by keyboard", async () => {
    const { page } = await open(await startScene());
    for (const table of ["tiers", "shares", "endpoints", "models", "keys"]) {
      const columns = await page.locator(`#${table} thead th[scope=col]`).count();
      const rows = await page.locator(`#${table} tbody tr`).all();
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(await row.locator("th[scope=row]").count()).toBe(1);
        expect(await row.locator("th, td").count()).toBe(columns);
      }
    }
    const reached: string[] = [];
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate<string>("document.activeElement.querySelector('table')?.id ?? 'a link'"),
      );
    }
    expect(reached).toEqual(["a link", "tiers", "shares", "endpoints", "models", "keys"]);
  });

  test("without JavaScript it says where the figures are", async () => {
    const { gateway } = await startScene();
    const context = await browser.newContext({
      httpCredentials: { username: "", password: ADMIN_KEY },
      javaScriptEnabled: false,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${gateway.url}/admin`);
    expect(await page.locator("noscript").innerText()).toContain("/admin/status");
  });
});
