import { HOURS_PER_MONTH } from "../prices/terms.ts";

/** Hours of a month that are alike. */
export interface LoadLevel {
  /** Traffic in these hours, as a multiple of the month's average hour. */
  readonly weight: number;
  readonly hoursPerMonth: number;
  /** True outside the hours in which anything is served. */
  readonly idle?: true;
}

const HOURS_PER_WEEK = 168;

/** Shapes of a week that need no figures of your own. */
export const PROFILES = ["flat", "office", "consumer"] as const;
export type ProfileName = (typeof PROFILES)[number];

const OFFICE_DAY = [0, 0, 0, 0, 0, 0, 1, 3, 7, 10, 10, 9, 7, 8, 10, 10, 8, 5, 2, 1, 1, 0, 0, 0];
const CONSUMER_DAY = [3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 9, 8, 8, 8, 9, 10, 10, 10, 9, 7, 5];

const days = (weekday: readonly number[], saturday: readonly number[]) => [
  ...Array.from({ length: 5 }, () => weekday).flat(),
  ...Array.from({ length: 2 }, () => saturday).flat(),
];

/**
 * Relative traffic of the 168 hours of a week, from Monday 00:00 on. `office` works from 6 to 21 on five days, mostly from 8
 * to 18, and rests at night and on weekends; `consumer` has its peak in the evening and a tenth of it before dawn. Both are
 * shapes to start from, not measurements: give your own hours where you have them.
 */
const SHAPES: Readonly<Record<ProfileName, readonly number[]>> = {
  flat: days(
    Array.from({ length: 24 }, () => 1),
    Array.from({ length: 24 }, () => 1),
  ),
  office: days(
    OFFICE_DAY,
    Array.from({ length: 24 }, () => 0),
  ),
  consumer: days(CONSUMER_DAY, CONSUMER_DAY),
};

/** A named shape, the 24 hours of a day, or the 168 hours of a week from Monday on; any unit, only ratios count. */
export type Profile = ProfileName | readonly number[];

function hoursOfWeek(profile: Profile): readonly number[] {
  if (typeof profile === "string") return SHAPES[profile];
  return profile.length === HOURS_PER_WEEK ? profile : Array.from({ length: 7 }, () => profile).flat();
}

/**
 * The load levels of a month, busiest first.
 * @param profile At least one hour above 0.
 * @param servedHours Hours a month in which anything is served: the busiest hours of the profile keep their shape and
 * carry all traffic, the rest carry none. 730: all.
 */
export function loadLevels(profile: Profile, servedHours: number = HOURS_PER_MONTH): LoadLevel[] {
  const perHour = HOURS_PER_MONTH / HOURS_PER_WEEK;
  const levels: LoadLevel[] = [];
  const add = (level: LoadLevel) => {
    const last = levels.at(-1);
    if (level.hoursPerMonth <= 0) return;
    const same = last?.weight === level.weight && last.idle === level.idle;
    if (same)
      levels[levels.length - 1] = { ...last, hoursPerMonth: last.hoursPerMonth + level.hoursPerMonth };
    else levels.push(level);
  };
  let left = servedHours;
  for (const weight of [...hoursOfWeek(profile)].sort((a, b) => b - a)) {
    const served = Math.max(0, Math.min(perHour, left));
    left -= served;
    add({ weight, hoursPerMonth: served });
    add({ weight: 0, hoursPerMonth: perHour - served, idle: true });
  }
  const traffic = levels.reduce((sum, { weight, hoursPerMonth }) => sum + weight * hoursPerMonth, 0);
  // Where nothing is ever served there is no traffic to spread.
  const average = traffic === 0 ? 1 : traffic / HOURS_PER_MONTH;
  return levels.map((level) => ({ ...level, weight: level.weight / average }));
}
