import { z } from "zod";
import { RESIDENCY_LEVELS } from "./countries.ts";
import { jurisdictionSchema } from "./endpoint.ts";

/**
 * What people declare about residency because no resource can show it. Every declaration is reviewed like code and
 * appears in the ledger as declared, not as proved by a table.
 */

const dayText = z.iso.date("a day such as 2027-03-31");

/** Matches a resource: `type::name`, with * for any text, such as aws:cloudfront/*::website. */
const resourcePattern = z
  .string()
  .regex(/^[^\s:][^\s]*$/, "a pattern of type::name without spaces, such as aws:cloudfront/*::website")
  .refine((pattern) => /[^*:]/.test(pattern), "a pattern that names something; * alone would be everything")
  .describe(
    "Which resources: a pattern of `type::name`, with `*` for any text, such as `aws:cloudfront/*::website`.",
  );

export const exceptionSchema = z
  .strictObject({
    resource: resourcePattern,
    property: z
      .string()
      .min(1)
      .optional()
      .describe("Which property of theirs, with `*` for any text; all of them where it is left out."),
    value: z
      .string()
      .min(1)
      .optional()
      .describe("Which value of it, as the finding shows it; any where it is left out."),
    reason: z.string().min(10).describe("Why it may be so, in a sentence that an auditor accepts."),
    owner: z.string().min(1).describe("Who answers for it: a person or a team."),
    expires: dayText.describe(
      "Last day on which it holds, such as 2027-03-31. After it the finding fails again.",
    ),
  })
  .describe("A finding that is known and accepted until a day.");
export type ResidencyException = z.infer<typeof exceptionSchema>;

export const declaredHostSchema = jurisdictionSchema
  .extend({
    host: z
      .string()
      .regex(
        /^(?:(?:\*\.(?=[^.]+\.))?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\d{1,3}(?:\.\d{1,3}){3}\/(?:[89]|[12]\d|3[0-2]))$/,
        "a host in lower case without scheme and port (db.example.eu, *.example.eu, an address, or a range such as 203.0.113.0/24)",
      )
      .describe(
        "Host, `*.` and a domain for all hosts below it (two names at least: *.example.eu), an IPv4 address, or a range from /8 to /32.",
      ),
  })
  .describe("Where a host lies that no table knows, such as your own.");
export type DeclaredHost = z.infer<typeof declaredHostSchema>;

export const declaredPlaceSchema = jurisdictionSchema
  .extend({ resource: resourcePattern })
  .describe("Where resources lie that do not show it, such as children of an account that exists already.");
export type DeclaredPlace = z.infer<typeof declaredPlaceSchema>;

export const SOVEREIGN_LEVELS = ["off", "advisory", "mandatory"] as const;
export const SUPPLY_CHAIN_LEVELS = ["any", "inside"] as const;

/** The residency part of a policy's configuration and of an environment's. */
export const residencySettingsSchema = z.strictObject({
  level: z
    .enum(RESIDENCY_LEVELS)
    .default("eu")
    .describe(
      "How far sensitive data may go: `eu`, `eea` (with Norway, Iceland, Liechtenstein), or `adequacy` (with countries that have an adequacy decision).",
    ),
  sovereign: z
    .enum(SOVEREIGN_LEVELS)
    .default("advisory")
    .describe(
      "What happens where an operator's owner is outside the EU and the EEA: nothing, a note, or a failure.",
    ),
  supplyChain: z
    .enum(SUPPLY_CHAIN_LEVELS)
    .default("any")
    .describe(
      "Where software may be pulled from (image registries, model hubs, package mirrors): `any` only lists them, `inside` judges them like data.",
    ),
  exceptions: z.array(exceptionSchema).default([]).describe("Findings that are accepted until a day."),
  hosts: z.array(declaredHostSchema).default([]).describe("Hosts that no table knows, and where they lie."),
  places: z
    .array(declaredPlaceSchema)
    .default([])
    .describe("Resources that do not show where they lie, and where they do."),
});
export type ResidencySettings = z.infer<typeof residencySettingsSchema>;

export const DEFAULT_RESIDENCY: ResidencySettings = residencySettingsSchema.parse({});
