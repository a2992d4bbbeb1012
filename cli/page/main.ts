import { decide } from "../../domain/economics/decision.ts";
import { ASSUMPTIONS, type AssumptionName } from "../../domain/economics/scenario.ts";
import { cursorMarks, curveLayout, nearestReading } from "./charts/curves.ts";
import { isPageData, type PageData } from "./data.ts";
import type { Markup } from "./html.ts";
import { calculate, type Effort, efforts, volumesOf } from "./model.ts";
import {
  changedScenario,
  changesFrom,
  fragmentOf,
  placeOf,
  type Slider,
  sliderGroups,
  valueAt,
} from "./sliders.ts";
import type { ViewContext } from "./views/context.ts";
import { statusText } from "./views/decision.ts";
import { SETTLED_VIEWS, VIEWS } from "./views/index.ts";
import { sliderValueText } from "./views/sliders.ts";
import { readingText, readingView } from "./views/volume.ts";

/** A slider that has stood still this long, in milliseconds, is calculated to the full. */
const SETTLED_AFTER = 160;

/** Narrower charts than this, in pixels, are not worth drawing. */
const LEAST_WIDTH = 280;

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

function pageData(): PageData {
  const data: unknown = JSON.parse(find("#data").textContent);
  if (!isPageData(data)) throw new Error("the data is not of this page");
  return data;
}

const data = pageData();
const { full, quick } = efforts(data.simulation);
const planned = decide(data.scenario, data.comparisons);
const groups = sliderGroups(data.scenario);
const sliders = new Map<AssumptionName, Slider>(
  groups.flatMap((group) => group.sliders).map((slider) => [slider.name, slider]),
);
const plot = find("#plot");

const state = {
  changes: changesFrom(location.hash, groups),
  width: 0,
  model: calculate(data.scenario, data.comparisons, quick),
  /** Tokens a day that the cursor stands at; undefined: those of the scenario. */
  cursor: undefined as number | undefined,
  /** What each element of the page was given last. */
  written: new Map<Element, string>(),
};

/** Writes only what is another than before, so that nothing is read out twice. */
function write(element: Element, { text }: Markup): void {
  if (state.written.get(element) === text) return;
  state.written.set(element, text);
  element.innerHTML = text;
}

function isInSight(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight && element.checkVisibility();
}

/** The reading under the cursor. */
function cursorIndex(): number {
  const { model, width, cursor } = state;
  const layout = curveLayout(model, width);
  return nearestReading(model, layout, layout.x(cursor ?? model.decision.tokensPerDay));
}

function showCursor(): void {
  const { model, width } = state;
  const index = cursorIndex();
  write(find("#plot .cursor-marks"), cursorMarks(model, curveLayout(model, width), index));
  write(find("#reading"), readingView(model, index));
  plot.setAttribute("aria-valuemax", String(model.readings.length - 1));
  plot.setAttribute("aria-valuenow", String(index));
  plot.setAttribute("aria-valuetext", readingText(model, index));
}

function showSliders(): void {
  for (const slider of sliders.values()) {
    const value = state.changes.get(slider.name) ?? slider.planned;
    const input = find(`#slider-${slider.name}`);
    const text = sliderValueText(slider, value);
    const place = String(Math.round(placeOf(slider, value)));
    // Writing the same value again would take the slider out of the reader's hand.
    if (input instanceof HTMLInputElement && input.value !== place) input.value = place;
    input.setAttribute("aria-valuetext", text);
    const row = find(`[data-slider="${slider.name}"]`);
    row.classList.toggle("changed", state.changes.has(slider.name));
    find(`output[for="slider-${slider.name}"]`).textContent = text;
  }
  find("#reset").toggleAttribute("disabled", state.changes.size === 0);
}

/** Calculates the scenario that the sliders ask for, and shows it. */
function update(effort: Effort): void {
  const { changes, width } = state;
  const { scenario, comparisons } = data;
  // The plan's own volumes stay in sight, so that curves do not jump as a slider moves.
  state.model = calculate(changedScenario(scenario, changes), comparisons, effort, volumesOf(planned));
  const context: ViewContext = { data, model: state.model, planned, changes, width };
  const settled = effort === full;
  const views = Object.entries(VIEWS).map(([name, view]) => ({
    element: find(`[data-view="${name}"]`),
    view,
    waits: SETTLED_VIEWS.has(name),
  }));
  // While a slider moves, only what can be seen keeps up with it.
  const due = views.filter(({ element, waits }) => settled || (!waits && isInSight(element)));
  for (const { element, view } of due) write(element, view(context));
  find("#status").textContent = statusText(context);
  showSliders();
  showCursor();
  document.documentElement.dataset["state"] = settled ? "settled" : "moving";
}

function writeAddress(): void {
  const fragment = fragmentOf(state.changes);
  history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
}

const pending = { frame: 0, settle: undefined as ReturnType<typeof setTimeout> | undefined };

/** Shows a draft with the next frame, and everything once the sliders stand still. */
function updateSoon(): void {
  cancelAnimationFrame(pending.frame);
  clearTimeout(pending.settle);
  document.documentElement.dataset["state"] = "moving";
  pending.frame = requestAnimationFrame(() => update(quick));
  pending.settle = setTimeout(() => {
    cancelAnimationFrame(pending.frame);
    update(full);
    writeAddress();
  }, SETTLED_AFTER);
}

function change(slider: Slider, value: number): void {
  const changes = new Map(state.changes);
  if (value === slider.planned) changes.delete(slider.name);
  else changes.set(slider.name, value);
  state.changes = changes;
  state.cursor = undefined;
  updateSoon();
}

function sliderNamed(name: string | undefined): Slider | undefined {
  const known = ASSUMPTIONS.find((assumption) => assumption === name);
  return known && sliders.get(known);
}

function listenToSliders(): void {
  const form = find("#sliders");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const slider = sliderNamed(target.id.replace(/^slider-/, ""));
    if (slider !== undefined) change(slider, valueAt(slider, target.valueAsNumber));
  });
  find("#reset").addEventListener("click", () => {
    state.changes = new Map();
    // A disabled button loses the focus; the first slider is where a reader goes on.
    form.querySelector("input")?.focus();
    updateSoon();
  });
  find('[data-view="flips"]').addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
    const slider = sliderNamed(button?.dataset["assumption"]);
    if (button === null || slider === undefined) return;
    // The list is written anew and the button gone: the slider that it moved takes the focus.
    find(`#slider-${slider.name}`).focus();
    change(slider, Number(button.dataset["value"]));
  });
  addEventListener("hashchange", () => {
    // A link within the page is no change of assumptions.
    if (location.hash !== "" && !location.hash.includes("=")) {
      writeAddress();
      return;
    }
    state.changes = changesFrom(location.hash, groups);
    updateSoon();
  });
}

/** Readings that a key moves the cursor by. */
function keyStep(key: string): number | undefined {
  const all = state.model.readings.length;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return 1;
    case "ArrowLeft":
    case "ArrowDown":
      return -1;
    case "PageUp":
      return 10;
    case "PageDown":
      return -10;
    case "Home":
      return -all;
    case "End":
      return all;
    default:
      return undefined;
  }
}

function listenToPlot(): void {
  plot.tabIndex = 0;
  plot.setAttribute("role", "slider");
  plot.setAttribute("aria-label", "Volume to read costs at");
  plot.setAttribute("aria-valuemin", "0");
  const moveTo = (index: number) => {
    const { readings } = state.model;
    state.cursor = readings[Math.min(readings.length - 1, Math.max(0, index))]?.tokensPerDay;
    showCursor();
  };
  plot.addEventListener("keydown", (event) => {
    const step = keyStep(event.key);
    if (step === undefined && event.key !== "Escape") return;
    event.preventDefault();
    if (step === undefined) {
      state.cursor = undefined;
      showCursor();
    } else moveTo(cursorIndex() + step);
  });
  const point = (event: PointerEvent) =>
    moveTo(
      nearestReading(
        state.model,
        curveLayout(state.model, state.width),
        event.clientX - plot.getBoundingClientRect().left,
      ),
    );
  plot.addEventListener("pointermove", point);
  plot.addEventListener("pointerdown", point);
  plot.addEventListener("pointerleave", () => {
    state.cursor = undefined;
    showCursor();
  });
}

document.documentElement.classList.add("scripted");
listenToSliders();
listenToPlot();
new ResizeObserver(() => {
  const measured = Math.max(LEAST_WIDTH, Math.floor(plot.clientWidth));
  if (measured === state.width) return;
  state.width = measured;
  update(full);
}).observe(plot);
