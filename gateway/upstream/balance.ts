import { hash } from "node:crypto";
import type { Target } from "./targets.ts";

/**
 * How far a replica may be ahead of the least busy one and still get the requests that begin like those it had: as a
 * share of the least busy one's tokens, and in tokens. vLLM reads a cached prefix some ten times faster than a new
 * one, so that a little waiting is worth it and much is not.
 */
const AFFINITY_SHARE = 0.25;
const AFFINITY_TOKENS = 8_192;

/**
 * The replica for a request: the one that prompts with this beginning went to before, whose prefix cache holds it,
 * unless that is too busy; else the one with the fewest tokens outstanding.
 * @param prefix What the prompt begins with (its system prompt), or "" where nothing is known.
 */
export function leastBusy(targets: readonly Target[], prefix: string): Target | undefined {
  const [first] = targets;
  if (first === undefined || targets.length === 1) return first;
  let idlest = first;
  for (const target of targets) if (target.outstandingTokens < idlest.outstandingTokens) idlest = target;
  if (prefix === "") return idlest;
  const preferred = rendezvous(targets, prefix);
  const limit = idlest.outstandingTokens * (1 + AFFINITY_SHARE) + AFFINITY_TOKENS;
  return preferred.outstandingTokens <= limit ? preferred : idlest;
}

/**
 * Rendezvous hashing (Thaler, Ravishankar 1998): every gateway finds the same replica for a prefix without talking to
 * the others, and when a replica comes or goes only its own share of the prefixes moves.
 */
function rendezvous(targets: readonly Target[], prefix: string): Target {
  const digest = hash("sha256", prefix);
  let best = { target: targets[0], score: "" };
  for (const target of targets) {
    const score = hash("sha256", `${digest}${target.address.origin}${target.address.path}`);
    if (score > best.score) best = { target, score };
  }
  if (best.target === undefined) throw new RangeError("no replica to choose from");
  return best.target;
}
