import type { Claim } from "../claim.ts";
import type { Carried } from "../finding.ts";
import { type Mention, textMentions, urlMentions, valueMentions } from "./text.ts";

/** What a text mentions as claims of the property that holds it, each once. */
function claimsOf(path: string, mentions: readonly Mention[], carries: Carried): Claim[] {
  const claims = new Map<string, Claim>();
  for (const mention of mentions) {
    const claim = claimOf(path, mention, carries);
    const key = JSON.stringify({ ...mention, at: undefined });
    if (!claims.has(key)) claims.set(key, claim);
  }
  return [...claims.values()];
}

function claimOf(path: string, mention: Mention, carries: Carried): Claim {
  switch (mention.kind) {
    case "host":
      return { kind: "host", path, host: mention.host, carries };
    case "bucket":
      return { kind: "reference", path, value: mention.bucket, what: "a bucket" };
    case "place":
      return { kind: "place", path, value: mention.code, table: undefined };
    case "profile":
      return {
        kind: "note",
        path,
        value: mention.profile,
        verdict: "violating",
        reason: "is an inference profile that processes prompts outside the EU",
        fix: "use the profile of the EU (eu.…) or a model in one region inside",
      };
  }
}

/** Claims of the URLs in a text. */
export function urlClaims(path: string, text: string, carries: Carried = "data"): Claim[] {
  return claimsOf(path, urlMentions("", text), carries);
}

/** Claims of one value under a key; of a text of several lines, those of its lines. */
export function valueClaims(path: string, key: string, value: string, carries: Carried = "data"): Claim[] {
  return claimsOf(path, /[\n\r]/.test(value) ? textMentions(value) : valueMentions(key, value), carries);
}

/** Claims of a configuration or a script; the keys within it are part of the path. */
export function textClaims(path: string, text: string, carries: Carried = "data"): Claim[] {
  const mentions = textMentions(text);
  const seen = new Set<string>();
  return mentions.flatMap((mention) => {
    const key = JSON.stringify({ ...mention, at: undefined });
    if (seen.has(key)) return [];
    seen.add(key);
    return [claimOf(mention.at === "" ? path : `${path} (${mention.at})`, mention, carries)];
  });
}
