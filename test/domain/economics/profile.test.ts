import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadLevels, PROFILES } from "../../../domain/economics/profile.ts";

const hourly = (length: number) =>
  fc
    .array(fc.nat(1_000_000), { minLength: length, maxLength: length })
    .filter((hours) => hours.some((hour) => hour > 0));
const profiles = fc.oneof(fc.constantFrom(...PROFILES), hourly(24), hourly(168));
const served = fc.double({ min: 0.1, max: 730, noNaN: true });

const hoursOf = (levels: ReturnType<typeof loadLevels>) =>
  levels.reduce((sum, { hoursPerMonth }) => sum + hoursPerMonth, 0);

describe("load levels", () => {
  test("cover 730 hours with the month's traffic: weights average 1", () => {
    fc.assert(
      fc.property(profiles, served, (profile, servedHours) => {
        const levels = loadLevels(profile, servedHours);
        const traffic = levels.reduce((sum, { weight, hoursPerMonth }) => sum + weight * hoursPerMonth, 0);
        expect(hoursOf(levels)).toBeCloseTo(730, 6);
        expect(traffic / 730).toBeCloseTo(1, 9);
      }),
    );
  });

  test("carry traffic in no more than the served hours, and in all of them where the profile has as many", () => {
    fc.assert(
      fc.property(profiles, served, (profile, servedHours) => {
        const busy = hoursOf(loadLevels(profile).filter(({ weight }) => weight > 0));
        const carried = hoursOf(loadLevels(profile, servedHours).filter(({ weight }) => weight > 0));
        expect(carried).toBeCloseTo(Math.min(busy, servedHours), 6);
      }),
    );
  });

  test("come busiest first, each weight once, and hours outside the schedule last", () => {
    fc.assert(
      fc.property(profiles, served, (profile, servedHours) => {
        const levels = loadLevels(profile, servedHours);
        const weights = levels.filter(({ idle }) => idle !== true).map(({ weight }) => weight);
        expect(weights).toEqual(weights.toSorted((a, b) => b - a));
        expect(new Set(weights).size).toBe(weights.length);
        expect(levels.slice(weights.length).every(({ idle, weight }) => idle === true && weight === 0)).toBe(
          true,
        );
        expect(levels.length - weights.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("are idle outside the served hours, and only there, with traffic or without", () => {
    fc.assert(
      fc.property(profiles, served, (profile, servedHours) => {
        const levels = loadLevels(profile, servedHours);
        expect(hoursOf(levels.filter(({ idle }) => idle === true))).toBeCloseTo(730 - servedHours, 6);
      }),
    );
    // The office rests for longer than this schedule does: what lies between is served, without traffic.
    const [rest, idle] = loadLevels("office", 700).slice(-2);
    expect(rest).toMatchObject({ weight: 0 });
    expect(rest).not.toHaveProperty("idle");
    expect(idle).toMatchObject({ weight: 0, idle: true });
    expect(idle?.hoursPerMonth).toBeCloseTo(30, 6);
  });

  test("of no served hours at all are one idle level, and no division by zero", () => {
    for (const profile of PROFILES) {
      const levels = loadLevels(profile, 0);
      expect(levels).toMatchObject([{ weight: 0, idle: true }]);
      expect(hoursOf(levels)).toBeCloseTo(730, 6);
    }
  });

  test("keep their shape: served hours stand in the same ratio as before", () => {
    const [first, second] = loadLevels([3, 1, ...Array.from({ length: 22 }, () => 0)], 730 / 12);
    expect(first?.weight).toBeCloseTo(3 * (second?.weight ?? 0), 9);
    expect(first?.hoursPerMonth).toBeCloseTo(730 / 24, 9);
  });

  test("drop the least busy hours first", () => {
    const levels = loadLevels([3, 1, ...Array.from({ length: 22 }, () => 0)], 730 / 48);
    expect(levels.map(({ weight }) => weight)).toEqual([expect.closeTo(48, 9), 0]);
  });

  test("of a day are those of a week of such days", () => {
    fc.assert(
      fc.property(hourly(24), (day) => {
        const week = Array.from({ length: 7 }, () => day).flat();
        expect(loadLevels(day)).toEqual(loadLevels(week));
      }),
    );
  });

  test("do not depend on the unit", () => {
    fc.assert(
      fc.property(hourly(24), (day) => {
        const weights = (factor: number) =>
          loadLevels(day.map((hour) => hour * factor)).map(({ weight }) => weight);
        const plain = weights(1);
        expect(weights(1000)).toHaveLength(plain.length);
        weights(1000).forEach((weight, index) => expect(weight).toBeCloseTo(plain[index] ?? 0, 9));
      }),
    );
  });

  test("of a flat profile is one, and squeezed into fewer hours it is higher", () => {
    const all = loadLevels("flat");
    expect(all).toHaveLength(1);
    expect(all[0]?.weight).toBeCloseTo(1, 9);
    const [busy, idle] = loadLevels("flat", 286);
    expect(busy?.weight).toBeCloseTo(730 / 286, 9);
    expect(busy?.hoursPerMonth).toBeCloseTo(286, 6);
    expect(idle?.weight).toBe(0);
    expect(idle?.hoursPerMonth).toBeCloseTo(444, 6);
  });

  test("of the office rest on weekends, those of consumers never do", () => {
    expect(hoursOf(loadLevels("office").filter(({ weight }) => weight === 0))).toBeGreaterThan(
      (48 * 730) / 168,
    );
    const consumer = loadLevels("consumer").map(({ weight }) => weight);
    expect(Math.min(...consumer)).toBeGreaterThan(0);
  });

  test("hours beyond the month change nothing", () => {
    expect(loadLevels("office", 744)).toEqual(loadLevels("office"));
  });
});
