import { z } from "zod";
import { isInside, type ResidencyLevel } from "./countries.ts";

/**
 * Sensitivity labels of a request. A request that carries no label, or one whose classification failed, counts as
 * `sensitive`.
 */
export const SENSITIVITY_LABELS = ["public", "sensitive"] as const;
export type SensitivityLabel = (typeof SENSITIVITY_LABELS)[number];

/**
 * What kind of endpoint answers: on own nodes, rented whole (by the hour), shared open weights in the EU (by the
 * token), or a premium closed API. Requests go to the first kinds first, to `premium` last.
 */
export const ENDPOINT_TIERS = ["self-hosted", "dedicated", "serverless", "premium"] as const;
export type EndpointTier = (typeof ENDPOINT_TIERS)[number];

export const countryCodeSchema = z
  .string()
  .regex(/^[A-Z]{2}$/, "an ISO 3166-1 alpha-2 country code in capitals, such as DE");

/** Where an endpoint processes data and who can be made to hand it over. */
export const jurisdictionSchema = z.strictObject({
  /** Country in which the endpoint processes and keeps data. */
  country: countryCodeSchema,
  /** The company that operates it. */
  operator: z.string().min(1),
  /** Country of the operator's ultimate owner. */
  ownerCountry: countryCodeSchema,
});
export type Jurisdiction = z.infer<typeof jurisdictionSchema>;

/** Something that answers OpenAI's API: one schema for the stack's config, the gateway's config and the policies. */
export const endpointSchema = z.strictObject({
  /** Unique within the gateway; appears in metrics and logs. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a lower-case name such as mistral-eu"),
  tier: z.enum(ENDPOINT_TIERS),
  /** Base URL up to and including the version, such as https://api.example.com/v1. */
  url: z.url({ protocol: /^https?$/ }),
  /** The model's name at this endpoint; the client's `model` is replaced by it. */
  model: z.string().min(1),
  jurisdiction: jurisdictionSchema,
  /** Labels of the requests that this endpoint may see. */
  accepts: z.array(z.enum(SENSITIVITY_LABELS)).min(1),
  /** Name of the environment variable with the API key; without it no Authorization header is sent. */
  apiKeyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "the name of an environment variable, such as MISTRAL_API_KEY")
    .optional(),
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
