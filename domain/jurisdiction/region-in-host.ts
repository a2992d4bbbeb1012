import { isStrongCode, locate } from "./locate.ts";

/** Clouds whose region codes are long enough to mean nothing else in a host name ("de" or "uk" could be anything). */
const TABLES = ["aws", "azure", "gcp", "scaleway"] as const;

/** Longest region code in parts between dashes: us-gov-west-1 has four. */
const MOST_PARTS = 4;

export interface RegionInHost {
  readonly code: string;
  readonly country: string;
}

/**
 * The region that a host name itself names, such as us-east-1 in bedrock-runtime.us-east-1.amazonaws.com or us-central1
 * in us-central1-aiplatform.googleapis.com; undefined where it names none. Unlike `resolveHost` it reads hosts that no
 * table has: good for an accusation, not for a proof.
 */
export function regionInHost(url: string): RegionInHost | undefined {
  if (!URL.canParse(url)) return undefined;
  for (const label of new URL(url).hostname.toLowerCase().split(".")) {
    const parts = label.split("-");
    for (let from = 0; from < parts.length; from++) {
      for (let length = Math.min(MOST_PARTS, parts.length - from); length > 0; length--) {
        const code = parts.slice(from, from + length).join("-");
        const country = countryOf(code);
        if (country !== undefined) return { code, country };
      }
    }
  }
  return undefined;
}

function countryOf(code: string): string | undefined {
  for (const table of TABLES) {
    const place = isStrongCode(code, table) ? locate(code, table) : undefined;
    if (place?.status === "known") return place.countries[0];
  }
  return undefined;
}
