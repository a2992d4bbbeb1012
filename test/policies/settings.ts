import type { ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import { type ResidencySettings, residencySettingsSchema } from "../../domain/jurisdiction/declarations.ts";
import type { Settings } from "../../policies/check.ts";

/** Day on which the tests' exceptions expire or do not. */
export const TODAY = new Date("2026-11-24");

/** Residency settings at a level, with the defaults of everything else. */
export function settingsAt(level: ResidencyLevel, rest: Record<string, unknown> = {}): ResidencySettings {
  return residencySettingsSchema.parse({ level, ...rest });
}

/** What a check is run with. */
export function checkSettings(level: ResidencyLevel = "eu", rest: Record<string, unknown> = {}): Settings {
  return { residency: settingsAt(level, rest), today: TODAY };
}
