import { z } from "zod";
import { isInside, type ResidencyLevel } from "./countries.ts";

/**
 * Sensitivity labels of a request. A request that carries no label, or one whose classification failed, counts as
 * `sensitive`.
 */
export const SENSITIVITY_LABELS = ["public", "sensitive"] as const;
export type SensitivityLabel = (typeof SENSITIVITY_LABELS)[number];

/** Kinds of endpoints. Requests go to the first kinds first, to `premium` last. */
export const ENDPOINT_TIERS = ["self-hosted", "dedicated", "serverless", "premium"] as const;
export type EndpointTier = (typeof ENDPOINT_TIERS)[number];

export const countryCodeSchema = z
  .string()
  .regex(/^[A-Z]{2}$/, "an ISO 3166-1 alpha-2 country code in capitals, such as DE");

export const jurisdictionSchema = z.strictObject({
  country: countryCodeSchema.describe(
    "Country in which data is processed and kept, ISO 3166-1 alpha-2 in capitals, such as DE.",
  ),
  operator: z.string().min(1).describe("The company that operates it."),
  ownerCountry: countryCodeSchema.describe(
    "Country of the operator's ultimate owner. An owner outside the EEA is reported, not refused.",
  ),
});
export type Jurisdiction = z.infer<typeof jurisdictionSchema>;

/** What an endpoint's URL must not carry: it is shown in reports and logs. */
export const PLAIN_URL = "a URL without user, password, query or fragment; keys belong into a secret";

export function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password, search, hash } = new URL(url);
  return [username, password, search, hash].every((part) => part === "");
}

/** Something that answers OpenAI's API: one schema for the stack's config, the gateway's config and the policies. */
export const endpointSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "a lower-case name such as mistral-eu")
    .describe("Unique name in lower case, such as mistral-eu; appears in metrics and logs."),
  tier: z
    .enum(ENDPOINT_TIERS)
    .describe(
      "What kind of endpoint it is: on own nodes, rented whole by the hour, shared open weights by the token, or " +
        "a premium closed API.",
    ),
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPlainUrl, PLAIN_URL)
    .describe("Base URL up to and including the version, such as https://api.example.com/v1."),
  model: z
    .string()
    .min(1)
    .describe("The model's name at this endpoint; the client's `model` is replaced by it."),
  jurisdiction: jurisdictionSchema.describe("Where it processes data and who can be made to hand it over."),
  accepts: z
    .array(z.enum(SENSITIVITY_LABELS))
    .min(1)
    .describe("Labels of the requests that this endpoint may see. A request without a label is sensitive."),
  apiKeyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "the name of an environment variable, such as MISTRAL_API_KEY")
    .optional()
    .describe(
      "Name of the environment variable with the API key, never the key itself; without it no Authorization header " +
        "is sent.",
    ),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** True where a request with `label` may be sent to `endpoint`: it accepts the label, and lies inside if it must. */
export function mayReceive(
  endpoint: Pick<Endpoint, "accepts" | "jurisdiction">,
  label: SensitivityLabel,
  level: ResidencyLevel,
): boolean {
  if (!endpoint.accepts.includes(label)) return false;
  return label === "public" || isInside(endpoint.jurisdiction.country, level);
}
