import type { OptionName } from "../../../domain/economics/scenario.ts";
import { optionName } from "../../../policies/cost/decision.ts";
import { millions, wholeEuro } from "../../../policies/cost/figures.ts";
import { html, type Markup } from "../html.ts";
import type { PageModel } from "../model.ts";
import { apart, linePath, logScale, logTicks, niceAbove, niceBelow, pixels, type Scale } from "../scale.ts";
import { symbolAt } from "./symbols.ts";

/** Where the parts of the chart lie. */
export interface CurveLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly leastEuro: number;
  readonly mostEuro: number;
  /** On a telephone, names stand on the lines instead of beside them. */
  readonly narrow: boolean;
}

const STRIP = 18;

/** Nobody needs cents of a month's bill: the scale starts at one euro. */
const LEAST_EURO = 1;

export function curveLayout({ window, lines, readings }: PageModel, width: number): CurveLayout {
  const narrow = width < 520;
  const height = narrow ? 330 : 430;
  const [left, right, top, bottom] = [narrow ? 44 : 76, width - (narrow ? 26 : 116), 40, height - STRIP - 44];
  const totals = lines.flatMap(({ points }) => points.map(({ total }) => total));
  const bands = readings.flatMap((reading) => reading.readings.flatMap(({ band }) => [band.p10, band.p90]));
  const seen = [...totals, ...bands].filter((value) => value > LEAST_EURO);
  const leastEuro = seen.length === 0 ? LEAST_EURO : niceBelow(Math.min(...seen));
  const mostEuro = seen.length === 0 ? 10 : niceAbove(Math.max(...seen));
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x: logScale([window.least, window.most], [left, right]),
    y: logScale([leastEuro, mostEuro], [bottom, top]),
    leastEuro,
    mostEuro,
    narrow,
  };
}

const compact = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 100, 10 k, 1 M, 1,000 M: what a tick has room for. */
export function shortTick(value: number): string {
  if (value < 1e3) return compact.format(value);
  return value < 1e6 ? `${compact.format(value / 1e3)} k` : `${compact.format(value / 1e6)} M`;
}

/** Pixels that the longest of them needs. */
const TICK_WIDTH = 58;

function gridOf({ window }: PageModel, layout: CurveLayout): Markup {
  const { left, right, bottom, x, y, leastEuro, mostEuro } = layout;
  const tens = logTicks(leastEuro, mostEuro);
  const labelled = tens.length > 2 ? tens : logTicks(leastEuro, mostEuro, [1, 2, 5]);
  const below = bottom + STRIP + 20;
  const volumes = logTicks(window.least, window.most);
  const every = Math.ceil((TICK_WIDTH * (volumes.length - 1)) / (right - left));
  return html`<g class="grid"
      >${logTicks(leastEuro, mostEuro, [1, 2, 5]).map(
        (tick) =>
          html`<line
            class="${labelled.includes(tick) ? "major" : "minor"}"
            x1="${left}"
            x2="${right}"
            y1="${pixels(y(tick))}"
            y2="${pixels(y(tick))}"
          />`,
      )}</g
    ><g class="axis"
      >${labelled.map(
        (tick) =>
          html`<text x="${left - 8}" y="${pixels(y(tick))}" dy="0.32em" text-anchor="end"
            >${layout.narrow ? shortTick(tick) : wholeEuro(tick)}</text
          >`,
      )}${volumes.map(
        (tick) =>
          html`<line
            class="tick"
            x1="${pixels(x(tick))}"
            x2="${pixels(x(tick))}"
            y1="${bottom + STRIP}"
            y2="${bottom + STRIP + 5}"
          />`,
      )}${volumes
        .filter((_, index) => index % every === 0)
        .map(
          (tick) =>
            html`<text x="${pixels(x(tick))}" y="${below}" text-anchor="middle">${shortTick(tick)}</text>`,
        )}<text class="title" x="0" y="12">EUR a month</text
      ><text class="title" x="${right}" y="${below + 19}" text-anchor="end"
        >tokens a day, input and output</text
      ></g
    >`;
}

/** Which option to take at which volume, below the curves. */
function regimeStrip({ decision, scenario, window }: PageModel, { x, bottom }: CurveLayout): Markup {
  const { regimes } = decision;
  return html`<g class="regimes"
    >${regimes.flatMap(({ option, from, to }, index) => {
      // What is recommended at the ends of the range that was looked at is taken to hold beyond.
      const start = x(index === 0 ? window.least : Math.max(window.least, Math.min(from, window.most)));
      const end = x(to === undefined ? window.most : Math.max(window.least, Math.min(to, window.most)));
      if (end <= start) return [];
      const name = optionName(option, scenario);
      const fits = end - start > name.length * 6.6 + 10;
      return [
        html`<rect
          class="fill ${option}"
          x="${pixels(start)}"
          y="${bottom + 2}"
          width="${pixels(end - start)}"
          height="${STRIP - 2}"
          ><title>${name}</title></rect
        >`,
        ...(fits
          ? [
              html`<text
                class="on"
                x="${pixels((start + end) / 2)}"
                y="${bottom + 2 + (STRIP - 2) / 2}"
                dy="0.34em"
                text-anchor="middle"
                >${name}</text
              >`,
            ]
          : []),
      ];
    })}</g
  >`;
}

function bandOf(model: PageModel, { x, y }: CurveLayout, option: OptionName): Markup {
  const bands = model.readings.flatMap(({ tokensPerDay, readings }) =>
    readings.filter((reading) => reading.option === option).map(({ band }) => ({ tokensPerDay, band })),
  );
  const upper = bands.map(({ tokensPerDay, band }) => [x(tokensPerDay), y(band.p90)] as const);
  const lower = bands.map(({ tokensPerDay, band }) => [x(tokensPerDay), y(band.p10)] as const).reverse();
  return html`<path class="band ${option}" d="${linePath([...upper, ...lower])}Z" />`;
}

function namesOf(model: PageModel, layout: CurveLayout): Markup {
  const { x, y, right, top, bottom, narrow } = layout;
  const ends = model.lines.flatMap(({ option, points }) => {
    // On the lines rather than beside them, names need some room before the end.
    const last = narrow ? points[Math.floor(points.length * 0.97)] : points.at(-1);
    return last === undefined ? [] : [{ option, at: x(last.tokensPerDay), wanted: y(last.total) }];
  });
  const places = apart(
    ends.map(({ wanted }) => Math.max(top + 6, wanted - (narrow ? 12 : 0))),
    narrow ? 15 : 18,
    bottom - 6,
  );
  return html`<g class="names"
    >${ends.map(({ option }, index) => {
      const place = pixels(places[index] ?? 0);
      const name = optionName(option, model.scenario);
      const recommended = model.decision.recommended === option ? " recommended" : "";
      const textX = narrow ? right - 4 : right + 20;
      return html`${symbolAt(option, narrow ? textX - name.length * 7.6 - 10 : right + 10, place)}<text
          class="name ${option}${recommended}"
          x="${textX}"
          y="${place}"
          dy="0.34em"
          text-anchor="${narrow ? "end" : "start"}"
          >${name}</text
        >`;
    })}</g
  >`;
}

/** The volume that is planned, and the one that sliders made of it. */
function volumeRule(
  { decision }: PageModel,
  { x, top, bottom, left, right }: CurveLayout,
  planned: number,
): Markup {
  const rule = (tokens: number, name: string | undefined, kind: string) => {
    const at = pixels(x(tokens));
    if (tokens <= 0 || at < left || at > right) return html``;
    const anchor = at > right - 60 ? "end" : at < left + 60 ? "start" : "middle";
    return html`<line
        class="${kind}"
        x1="${at}"
        x2="${at}"
        y1="${top - 10}"
        y2="${bottom}"
      />${name === undefined ? html`` : html`<text class="${kind}-name" x="${at}" y="${top - 16}" text-anchor="${anchor}">${name} ${millions(tokens)}</text>`}`;
  };
  const now = decision.tokensPerDay;
  if (now === planned) return rule(planned, "planned", "volume");
  const near = Math.abs(x(now) - x(planned)) < 130;
  return html`${rule(planned, near ? undefined : "planned", "planned")}${rule(now, "what if", "volume")}`;
}

function breakEvenMarks({ marks }: PageModel, { x, y, left, right, bottom }: CurveLayout): Markup {
  const placed: { x: number; y: number }[] = [];
  const shown = [...marks].sort((a, b) => a.tokensPerDay - b.tokensPerDay);
  return html`<g class="marks"
    >${shown.flatMap(({ letter, tokensPerDay, total, forGood }) => {
      const [atX, atY] = [x(tokensPerDay), y(total)];
      if (atX < left || atX > right) return [];
      const text = `${letter} ${millions(tokensPerDay)}${forGood ? " for good" : ""}`;
      let textY = atY + 22;
      while (placed.some((other) => Math.abs(other.x - atX) < 90 && Math.abs(other.y - textY) < 15))
        textY += 15;
      placed.push({ x: atX, y: textY });
      return [
        html`<line
            class="drop"
            x1="${pixels(atX)}"
            x2="${pixels(atX)}"
            y1="${pixels(atY)}"
            y2="${bottom}"
          /><circle
            class="${forGood ? "for-good" : "from"}"
            cx="${pixels(atX)}"
            cy="${pixels(atY)}"
            r="4.5"
          /><text class="mark" x="${pixels(atX + 7)}" y="${pixels(Math.min(textY, bottom - 5))}"
            >${text}</text
          >`,
      ];
    })}</g
  >`;
}

/** The reading cursor at one of the model's volumes. */
export function cursorMarks({ readings }: PageModel, layout: CurveLayout, index: number): Markup {
  const there = readings[index];
  if (there === undefined) return html``;
  const { x, y, top, bottom } = layout;
  const at = pixels(x(there.tokensPerDay));
  return html`<line
      class="cursor"
      x1="${at}"
      x2="${at}"
      y1="${top}"
      y2="${bottom}"
    />${there.readings.map(({ option, likely }) => symbolAt(option, at, pixels(y(likely))))}`;
}

/** The model's volume that is nearest to a place of the chart. */
export function nearestReading({ readings }: PageModel, { x }: CurveLayout, place: number): number {
  let nearest = 0;
  for (const [index, { tokensPerDay }] of readings.entries()) {
    const best = readings[nearest]?.tokensPerDay ?? tokensPerDay;
    if (Math.abs(x(tokensPerDay) - place) < Math.abs(x(best) - place)) nearest = index;
  }
  return nearest;
}

/** Cost curves over volume. @param planned Tokens a day of the plan, whatever sliders say. */
export function curveChart(model: PageModel, width: number, planned: number): Markup {
  const layout = curveLayout(model, width);
  const { height, x, y } = layout;
  const { lines, decision } = model;
  // The recommended line lies on top.
  const ordered = [...lines].sort(
    (a, b) => Number(a.option === decision.recommended) - Number(b.option === decision.recommended),
  );
  return html`<svg
    class="chart curves"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="Cost in EUR a month over tokens a day, on logarithmic scales, for ${lines.map(({ option }) => optionName(option, model.scenario)).join(", ")}"
  >
    ${gridOf(model, layout)}${regimeStrip(model, layout)}${ordered.map(({ option }) => bandOf(model, layout, option))}${volumeRule(model, layout, planned)}${ordered.map(
      ({ option, points }) =>
        html`<path
          class="line ${option}${option === decision.recommended ? " recommended" : ""}"
          d="${linePath(points.map(({ tokensPerDay, total }) => [x(tokensPerDay), y(total)]))}"
        />`,
    )}${breakEvenMarks(model, layout)}${namesOf(model, layout)}
    <g class="cursor-marks"></g>
  </svg>`;
}
