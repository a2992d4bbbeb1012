import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderPage } from "../../../cli/page/render.ts";
import { changedScenario } from "../../../cli/page/sliders.ts";
import { decide } from "../../../domain/economics/decision.ts";
import type { Scenario } from "../../../domain/economics/scenario.ts";
import { simulate } from "../../../domain/economics/simulation.ts";
import { optionRows } from "../../../policies/cost/decision.ts";
import { euro, percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { findChromium } from "./chromium.ts";
import { managed, medium, ownModel, pageData } from "./scenarios.ts";

const executablePath = findChromium();
if (executablePath === undefined)
  console.warn("The page is not looked at in a browser: no Chromium in CHROMIUM, /usr/bin or PATH.");

/** What the table of options says: cost, band, chance. */
function figuresOf(scenario: Scenario): string[][] {
  return optionRows(scenario, decide(scenario, [medium]), simulate(scenario)).map(
    ({ monthly, low, high, chance, shortfall }) => [
      euro(monthly),
      `${wholeEuro(low)} to ${wholeEuro(high)}`,
      shortfall === undefined ? percent(chance) : "–",
    ],
  );
}

async function shownFigures(page: Page): Promise<string[][]> {
  const rows = await page.locator("#options tbody tr").all();
  return Promise.all(
    rows.map(async (row) => [
      await row.locator(".amount").innerText(),
      await row.locator(".band-text").innerText(),
      await row.locator("td").last().innerText(),
    ]),
  );
}

const settled = (page: Page) => page.waitForSelector("html[data-state=settled]");

describe.skipIf(executablePath === undefined)("the page in a browser", () => {
  const addressOf = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eu-llm-page-"));
    writeFileSync(join(folder, "own.html"), await renderPage(pageData(ownModel)));
    writeFileSync(join(folder, "managed.html"), await renderPage(pageData(managed)));
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** A page without network, and what it complained about or asked for. */
  async function open(name: string, options: BrowserContextOptions = {}, fragment = "") {
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${addressOf(name)}${fragment}`);
    if (options.javaScriptEnabled !== false) await settled(page);
    return { page, complaints, requests, close: () => context.close() };
  }

  test.each([
    ["own", "light"],
    ["own", "dark"],
    ["managed", "light"],
  ] as const)("%s, %s: loads on its own, without a complaint", async (name, colorScheme) => {
    const { page, complaints, requests, close } = await open(name, { colorScheme });
    expect(complaints).toEqual([]);
    expect(requests).toEqual([addressOf(name)]);
    const paper = await page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
    expect(paper).toBe(colorScheme === "dark" ? "rgb(20, 22, 26)" : "rgb(255, 255, 255)");
    await close();
  });

  test("shows the figures that Node calculates, to the cent", async () => {
    for (const [name, scenario] of [["own", ownModel] as const, ["managed", managed] as const]) {
      const { page, close } = await open(name);
      expect(await shownFigures(page)).toEqual(figuresOf(scenario));
      await close();
    }
  });

  test("says the same without JavaScript, and shows no slider", async () => {
    const { page, close } = await open("own", { javaScriptEnabled: false });
    expect(await shownFigures(page)).toEqual(figuresOf(ownModel));
    expect(await page.locator("h1").innerText()).toMatch(/draws/);
    expect(await page.locator("input[type=range]").first().isVisible()).toBe(false);
    expect(await page.locator("svg.curves").isVisible()).toBe(true);
    await close();
  });

  test.each([320, 360, 768])("does not scroll sideways at %i pixels", async (width) => {
    for (const name of ["own", "managed"]) {
      const { page, close } = await open(name, { viewport: { width, height: 740 } });
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(width);
      await close();
    }
  });

  test("a slider is reached and moved by keyboard, and everything follows", async () => {
    const { page, complaints, close } = await open("own");
    const before = await shownFigures(page);
    const focused = () => page.evaluate<string>("document.activeElement.id");
    for (let presses = 0; presses < 40 && (await focused()) !== "slider-requestsPerDay"; presses++)
      await page.keyboard.press("Tab");
    expect(await focused()).toBe("slider-requestsPerDay");
    await page.keyboard.press("ArrowRight");
    await settled(page);
    const value = await page.locator("output[for=slider-requestsPerDay]").innerText();
    expect(value).toBe("20,000 → 20,900");
    expect(await page.locator("#slider-requestsPerDay").getAttribute("aria-valuetext")).toBe(value);
    const after = await shownFigures(page);
    expect(after).not.toEqual(before);
    expect(after).toEqual(figuresOf(changedScenario(ownModel, new Map([["requestsPerDay", 20_900]]))));
    expect(page.url()).toBe(`${addressOf("own")}#requestsPerDay=20900`);
    expect(await page.locator("#status").innerText()).toBe("1 assumption changed");
    await page.keyboard.press("ArrowLeft");
    await settled(page);
    expect(await shownFigures(page)).toEqual(before);
    expect(page.url()).toBe(addressOf("own"));
    expect(complaints).toEqual([]);
    await close();
  });

  test("an address brings its assumptions back, and reset the plan", async () => {
    const { page, close } = await open("own", {}, "#gpuPrice=2&premiumShare=0.5");
    const changes = new Map([["gpuPrice", 2] as const, ["premiumShare", 0.5] as const]);
    expect(await shownFigures(page)).toEqual(figuresOf(changedScenario(ownModel, changes)));
    expect(await page.locator("output[for=slider-premiumShare]").innerText()).toBe("15 % → 50 %");
    await page.locator("#reset").click();
    await settled(page);
    expect(await shownFigures(page)).toEqual(figuresOf(ownModel));
    expect(page.url()).toBe(addressOf("own"));
    await close();
  });

  test("a link within the page leaves the assumptions alone", async () => {
    const { page, close } = await open("own", {}, "#gpuPrice=2");
    const before = await shownFigures(page);
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/gpuPrice/);
    await settled(page);
    expect(await shownFigures(page)).toEqual(before);
    await close();
  });

  test("what would change the recommendation can be tried", async () => {
    const { page, close } = await open("own");
    const recommended = () => page.locator("#options tr.recommended .option").innerText();
    const before = await recommended();
    await page.locator(".flips button").first().click();
    await settled(page);
    expect(await recommended()).not.toBe(before);
    expect(await page.evaluate<string>("document.activeElement.id")).toMatch(/^slider-/);
    await close();
  });

  test("costs at other volumes are read with keys and pointer", async () => {
    const { page, close } = await open("own");
    const plot = page.locator("#plot");
    const read = () => page.locator("#reading").innerText();
    const planned = await read();
    expect(planned).toMatch(/^50\.0 M tokens a day/);
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    expect(await read()).not.toBe(planned);
    expect(await plot.getAttribute("aria-valuetext")).toMatch(/tokens a day: Closed API/);
    await page.keyboard.press("Escape");
    expect(await read()).toBe(planned);
    await plot.hover({ position: { x: 120, y: 200 } });
    expect(await read()).not.toBe(planned);
    await close();
  });

  test("prints without sliders, black on white, into a PDF", async () => {
    const { page, close } = await open("own", { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("input[type=range]").first().isVisible()).toBe(false);
    expect(await page.locator("#reset").isVisible()).toBe(false);
    expect(await page.locator("svg.curves").isVisible()).toBe(true);
    const colours = await page.evaluate<string[]>(
      "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]",
    );
    expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await close();
  });
});
