import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheVolume, rollingUpdate } from "../../../components/model-server/rollout.ts";
import {
  cronSchedules,
  type Schedule,
  scheduledHoursPerMonth,
} from "../../../components/model-server/schedule.ts";

const working: Schedule = {
  timeZone: "Europe/Berlin",
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  from: "07:00",
  until: "20:00",
};

describe("cron schedules", () => {
  test("are written minute first, with the days by name", () => {
    expect(cronSchedules(working)).toEqual({
      start: "0 7 * * mon,tue,wed,thu,fri",
      stop: "0 20 * * mon,tue,wed,thu,fri",
    });
    expect(cronSchedules({ ...working, weekdays: ["sun"], from: "00:05", until: "23:59" })).toEqual({
      start: "5 0 * * sun",
      stop: "59 23 * * sun",
    });
  });
});

describe("hours a month", () => {
  test("Monday to Friday, 07 to 20 and ten idle minutes: 13 h 10 min × 5 × 365.25 / 84", () => {
    expect(scheduledHoursPerMonth(working, 10)).toBeCloseTo((13 + 10 / 60) * 5 * (365.25 / 84), 9);
    expect(scheduledHoursPerMonth(working, 10)).toBeCloseTo(286.26, 2);
  });

  test("minutes count, as do the days", () => {
    const short: Schedule = { ...working, weekdays: ["mon"], from: "08:15", until: "09:00" };
    expect(scheduledHoursPerMonth(short, 0)).toBeCloseTo(0.75 * (365.25 / 84), 9);
  });

  test("a whole week of whole days is a month, which is billed as 730 hours at most", () => {
    const always: Schedule = {
      ...working,
      weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      from: "00:00",
      until: "23:59",
    };
    expect(scheduledHoursPerMonth(always, 1)).toBe(730);
    expect(scheduledHoursPerMonth(always, 30)).toBe(730);
    expect(scheduledHoursPerMonth({ ...always, until: "23:00" }, 0)).toBeCloseTo(23 * (365.25 / 12), 6);
  });
});

describe("rolling updates", () => {
  test.each([
    ["one replica without a spare GPU", { replicas: 1, gpusPerReplica: 1, totalGpus: 1 }, false],
    [
      "one replica with a spare GPU, but a volume that only one pod can mount",
      { replicas: 1, gpusPerReplica: 1, totalGpus: 2 },
      false,
    ],
    ["two replicas without a spare GPU", { replicas: 2, gpusPerReplica: 2, totalGpus: 4 }, false],
    [
      "two replicas with too few spare GPUs for a third",
      { replicas: 2, gpusPerReplica: 2, totalGpus: 5 },
      false,
    ],
    ["two replicas with room for a third", { replicas: 2, gpusPerReplica: 2, totalGpus: 6 }, true],
  ])("%s: surge is %s %s", (_, request, surge) => {
    expect(rollingUpdate(request)).toEqual(
      surge ? { maxSurge: 1, maxUnavailable: 0 } : { maxSurge: 0, maxUnavailable: 1 },
    );
  });

  test("never ask for more GPUs than there are, and always move", () => {
    const requests = fc.record({
      replicas: fc.integer({ min: 1, max: 20 }),
      gpusPerReplica: fc.integer({ min: 1, max: 8 }),
      totalGpus: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(requests, (request) => {
        const { maxSurge, maxUnavailable } = rollingUpdate(request);
        expect(maxSurge + maxUnavailable).toBe(1);
        if (maxSurge === 1) {
          expect((request.replicas + 1) * request.gpusPerReplica).toBeLessThanOrEqual(request.totalGpus);
          expect(cacheVolume(request.replicas)).toBe("per-replica");
        }
      }),
    );
  });
});
