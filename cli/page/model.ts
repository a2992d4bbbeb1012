import { volumes } from "../../domain/economics/break-even.ts";
import { decide, type Decision } from "../../domain/economics/decision.ts";
import { type Flip, flips } from "../../domain/economics/flips.ts";
import { optionCosts, peakReplicas } from "../../domain/economics/options.ts";
import {
  type ApiRates,
  atVolume,
  likelyPoint,
  type OptionName,
  type Point,
  type Scenario,
} from "../../domain/economics/scenario.ts";
import {
  curves,
  DEFAULT_DRAWS,
  DEFAULT_SEED,
  type Driver,
  drivers,
  type Quantiles,
  simulate,
  simulateBreakEven,
  type SimulatedBreakEven,
  type Simulation,
} from "../../domain/economics/simulation.ts";
import { type OptionRow, optionRows } from "../../policies/cost/decision.ts";
import type { PageData } from "./data.ts";

/** How much is calculated: everything, or what keeps up with a slider that is being moved. */
export interface Effort {
  readonly draws: number;
  readonly seed: number;
  readonly curveDraws: number;
  readonly curvePoints: number;
  readonly breakEvenDraws: number;
}

/** @param asked How the simulation was asked for, if it was. */
export function efforts(asked: PageData["simulation"]): { readonly full: Effort; readonly quick: Effort } {
  const { draws, seed } = asked ?? { draws: DEFAULT_DRAWS, seed: DEFAULT_SEED };
  return {
    full: { draws, seed, curveDraws: 200, curvePoints: 121, breakEvenDraws: 200 },
    quick: { draws: Math.min(draws, 1_000), seed, curveDraws: 60, curvePoints: 61, breakEvenDraws: 0 },
  };
}

/** Likeliest costs between two volumes with a band, so that the step of a new replica looks like one. */
const LINE_POINTS = 480;

/** What one option costs at one volume. */
export interface Reading {
  readonly option: OptionName;
  /** At the likeliest assumptions. */
  readonly likely: number;
  /** Over the draws, the volume as it is. */
  readonly band: Quantiles;
  /** Replicas of the own model in the busiest hour; 0 where it does not run. */
  readonly replicas: number;
}

/** All options at one volume. */
export interface VolumeReading {
  readonly tokensPerDay: number;
  readonly readings: readonly Reading[];
}

/** One option's likeliest costs over volume. */
export interface Line {
  readonly option: OptionName;
  readonly points: readonly { readonly tokensPerDay: number; readonly total: number }[];
}

/** A volume from which the own model is cheaper than another, to be marked on its line. */
export interface Mark {
  /** A, B, C: the row of the break-even table. */
  readonly letter: string;
  readonly tokensPerDay: number;
  /** EUR a month. */
  readonly total: number;
  readonly forGood: boolean;
}

export interface PageModel {
  readonly scenario: Scenario;
  readonly point: Point;
  readonly decision: Decision;
  readonly simulation: Simulation;
  readonly rows: readonly OptionRow[];
  /** Volumes that the curves run over. */
  readonly window: { readonly least: number; readonly most: number };
  readonly lines: readonly Line[];
  readonly readings: readonly VolumeReading[];
  readonly marks: readonly Mark[];
  /** One for each of the decision's comparisons; none without draws for them. */
  readonly breakEvenBands: readonly SimulatedBreakEven[];
  readonly drivers: readonly Driver[];
  readonly flips: readonly Flip[];
}

/** Break-evens further out than this are told in the table only. */
const LARGEST_SHOWN = 1e11;
const SMALLEST_SHOWN = 1e3;

/** From a volume that is well below all that matters to one well above it, in whole powers of ten, four at least. */
export function windowAround(interesting: readonly number[]): PageModel["window"] {
  const shown = interesting.filter((volume) => volume >= SMALLEST_SHOWN && volume <= LARGEST_SHOWN);
  const [smallest, largest] = shown.length === 0 ? [1e6, 1e6] : [Math.min(...shown), Math.max(...shown)];
  let low = Math.floor(Math.log10(smallest / 4));
  let high = Math.ceil(Math.log10(largest * 4));
  while (high - low < 4) {
    high++;
    if (high - low < 4) low--;
  }
  return { least: 10 ** low, most: 10 ** high };
}

/** Volumes that a decision is about: its own and those of its break-evens. */
export function volumesOf({ comparisons, tokensPerDay }: Decision): number[] {
  const breakEvens = comparisons.flatMap(({ breakEven: { from, always } }) => [from, always]);
  return [tokensPerDay, ...breakEvens.filter((volume) => volume !== undefined)];
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The letter by which a comparison is found in chart and table. */
export function letterOf(index: number): string {
  return LETTERS[index % LETTERS.length] ?? "";
}

/** A volume for good is worth a mark of its own only where it is another one. */
function marksOf(scenario: Scenario, point: Point, { comparisons, own }: Decision): Mark[] {
  return comparisons.flatMap(({ breakEven: { from, always } }, index) => {
    const again = from !== undefined && always !== undefined && always > from * 1.05 ? always : undefined;
    return [from, again].flatMap((tokensPerDay) => {
      const total =
        tokensPerDay === undefined
          ? undefined
          : optionCosts(scenario, atVolume(point, tokensPerDay))[own]?.total;
      if (tokensPerDay === undefined || total === undefined) return [];
      return [{ letter: letterOf(index), tokensPerDay, total, forGood: tokensPerDay === again }];
    });
  });
}

/** Replicas of the own model in the busiest hour, for an option that it serves. */
function replicasOf({ selfHosting }: Scenario, point: Point, option: OptionName): number {
  if (selfHosting === undefined) return 0;
  if (option === "selfHosted") return peakReplicas(selfHosting, point, 1);
  return option === "hybrid" ? peakReplicas(selfHosting, point, 1 - point.premiumShare) : 0;
}

function readingsOf(
  scenario: Scenario,
  point: Point,
  shown: ReadonlySet<OptionName>,
  at: readonly number[],
  { curveDraws, seed }: Effort,
): VolumeReading[] {
  const bands = curves(scenario, at, curveDraws, seed).filter(({ option }) => shown.has(option));
  return at.map((tokensPerDay, index) => {
    const there = atVolume(point, tokensPerDay);
    const costs = optionCosts(scenario, there);
    const readings = bands.flatMap(({ option, points }) => {
      const [likely, band] = [costs[option]?.total, points[index]];
      if (likely === undefined || band === undefined) return [];
      return [{ option, likely, band, replicas: replicasOf(scenario, there, option) }];
    });
    return { tokensPerDay, readings };
  });
}

function linesOf(
  scenario: Scenario,
  point: Point,
  shown: ReadonlySet<OptionName>,
  { least, most }: PageModel["window"],
): Line[] {
  const costs = volumes(least, most, LINE_POINTS + 1).map((tokensPerDay) => ({
    tokensPerDay,
    costs: optionCosts(scenario, atVolume(point, tokensPerDay)),
  }));
  return [...shown].map((option) => ({
    option,
    points: costs.flatMap(({ tokensPerDay, costs: each }) => {
      const total = each[option]?.total;
      return total === undefined ? [] : [{ tokensPerDay, total }];
    }),
  }));
}

/**
 * Everything that the page shows, from a scenario. The same functions as the command's and the policy's, so the figures
 * are the same.
 * @param keep Volumes that the curves show whatever the scenario is, so that they stay where they are while sliders move.
 */
export function calculate(
  scenario: Scenario,
  comparisons: readonly ApiRates[],
  effort: Effort,
  keep: readonly number[] = [],
): PageModel {
  const point = likelyPoint(scenario);
  const decision = decide(scenario, comparisons, point);
  const simulation = simulate(scenario, effort.draws, effort.seed);
  const rows = optionRows(scenario, decision, simulation);
  const shown = new Set(rows.map(({ option }) => option));
  const window = windowAround([...keep, ...volumesOf(decision)]);
  // The volume itself is one of those that can be read, to the cent.
  const inside = decision.tokensPerDay > window.least && decision.tokensPerDay < window.most;
  const at = [
    ...volumes(window.least, window.most, effort.curvePoints),
    ...(inside ? [decision.tokensPerDay] : []),
  ].sort((a, b) => a - b);
  return {
    scenario,
    point,
    decision,
    simulation,
    rows,
    window,
    lines: linesOf(scenario, point, shown, window),
    readings: readingsOf(scenario, point, shown, at, effort),
    marks: marksOf(scenario, point, decision),
    breakEvenBands:
      effort.breakEvenDraws === 0
        ? []
        : decision.comparisons.map(({ api }) =>
            simulateBreakEven(scenario, api, effort.breakEvenDraws, effort.seed),
          ),
    drivers: drivers(scenario),
    flips: flips(scenario),
  };
}
