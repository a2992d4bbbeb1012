import { HOURS_PER_MONTH } from "../../domain/prices/terms.ts";

/** When the model server runs. Times are local to the time zone; `until` is later on the same day. */
export interface Schedule {
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
  weekdays: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** HH:MM */
  from: string;
  /** HH:MM */
  until: string;
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

/** The moments at which the model server starts and stops, as Kubernetes CronJob schedules. */
export function cronSchedules(schedule: Schedule): { start: string; stop: string } {
  const cron = (time: string) => {
    const total = minutes(time);
    return `${total % 60} ${Math.floor(total / 60)} * * ${schedule.weekdays.join(",")}`;
  };
  return { start: cron(schedule.from), stop: cron(schedule.until) };
}

/**
 * Hours a month in which GPU nodes are paid for: the scheduled hours, and on each of those days the minutes that an
 * empty node lives on. Days: 365.25 / 7 / 12 of each weekday in a month.
 * A month is billed as 730 hours at most.
 * @param idleMinutes How long the autoscaler keeps an empty node.
 */
export function scheduledHoursPerMonth(schedule: Schedule, idleMinutes: number): number {
  const perDay = (minutes(schedule.until) - minutes(schedule.from) + idleMinutes) / 60;
  return Math.min(HOURS_PER_MONTH, perDay * schedule.weekdays.length * (365.25 / 7 / 12));
}
