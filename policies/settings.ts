import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { residencySettingsSchema, type ResidencySettings } from "../domain/jurisdiction/declarations.ts";
import type { StatePlace } from "./residency/state.ts";

/** Day against which prices age and exceptions expire, ISO 8601; today where it is not set. */
export const AS_OF_VARIABLE = "EU_LLM_AS_OF";
/** The stack's secrets provider, which the engine does not tell its policies. */
export const SECRETS_PROVIDER_VARIABLE = "EU_LLM_SECRETS_PROVIDER";

/** The residency settings of a policy; its level of enforcement is Pulumi's own setting. */
const packResidencySchema = residencySettingsSchema.omit({ sovereign: true });

/**
 * The residency settings in a policy's configuration.
 * @throws Error that names the key, the value and what is allowed
 */
export function residencySettings(config: object): ResidencySettings {
  const parsed = packResidencySchema.safeParse(config);
  if (parsed.success) return { ...parsed.data, sovereign: "advisory" };
  throw new Error(`The policy's configuration is wrong:\n${z.prettifyError(parsed.error)}`);
}

/**
 * The day against which prices age and exceptions expire.
 * @throws Error where the variable holds no day: every price would count as fresh.
 */
export function today(environment: NodeJS.ProcessEnv = process.env): Date {
  const given = environment[AS_OF_VARIABLE];
  if (given === undefined || given === "") return new Date();
  const day = new Date(given);
  if (Number.isNaN(day.getTime()))
    throw new Error(`${AS_OF_VARIABLE} is "${given}", but takes a day such as 2026-11-24`);
  return day;
}

const credentialsSchema = z.looseObject({ current: z.string() });

/** Where the state lies: the backend of the environment, or the one that Pulumi was logged in to. */
export function statePlace(environment: NodeJS.ProcessEnv = process.env): StatePlace {
  const named = environment["PULUMI_BACKEND_URL"];
  return {
    backend: named === undefined || named === "" ? loggedInTo(environment) : named,
    secretsProvider: environment[SECRETS_PROVIDER_VARIABLE],
  };
}

function loggedInTo(environment: NodeJS.ProcessEnv): string | undefined {
  const folder = environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? homedir(), ".pulumi");
  try {
    const text = readFileSync(join(folder, "credentials.json"), "utf8");
    return credentialsSchema.parse(JSON.parse(text)).current;
  } catch {
    // Nobody is logged in: there is no state whose place could be told.
    return undefined;
  }
}
