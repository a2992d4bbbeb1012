import { FROM_ONE, harmless, right, type FaultCase } from "../case.ts";
import {
  answer,
  completion,
  delta,
  DONE,
  FINISH,
  ONE,
  says,
  sse,
  TOKENS,
  ONE_PIECES,
  USAGE_ONE,
  usageEvent,
  WHOLE,
} from "../wire.ts";

/** Where the tokens stand; what the client asked for, it gets, and what the gateway counts is what was charged. */

const NOT_ASKED = { request: { stream_options: undefined } };
const withUsage = (usage: unknown) =>
  [...TOKENS, says(ONE_PIECES[2]), FINISH].map((one, at) =>
    one.replace(
      '"choices"',
      `"usage":${JSON.stringify(typeof usage === "function" ? tokensAt(at) : usage)},"choices"`,
    ),
  );
const tokensAt = (at: number) => ({
  prompt_tokens: 5,
  completion_tokens: Math.min(at, 3),
  total_tokens: 5 + Math.min(at, 3),
});
const WITHOUT = right(ONE, null);
const lastWithUsage = delta({ content: ONE_PIECES[2] }, { finish_reason: "stop" }, { usage: USAGE_ONE });
const uncounted = { tokens: [0, 0] } as const;
const DETAILS = {
  ...USAGE_ONE,
  completion_tokens_details: { reasoning_tokens: 2 },
  prompt_tokens_details: { cached_tokens: 4 },
};

export const USAGE: readonly FaultCase[] = [
  harmless("usage in a chunk of its own, asked for", "stream", sse(...WHOLE, usageEvent(), DONE)),
  harmless(
    "usage in a chunk of its own, not asked for",
    "stream",
    sse(...WHOLE, usageEvent(), DONE),
    WITHOUT,
    NOT_ASKED,
  ),
  harmless("usage in the last chunk with content, asked for", "stream", sse(...TOKENS, lastWithUsage, DONE)),
  harmless(
    "usage in the last chunk with content, not asked for",
    "stream",
    sse(...TOKENS, lastWithUsage, DONE),
    [WITHOUT, FROM_ONE],
    NOT_ASKED,
  ),
  harmless("usage in every chunk, asked for", "stream", sse(...withUsage(tokensAt), usageEvent(), DONE)),
  harmless(
    "usage in every chunk, not asked for",
    "stream",
    sse(...withUsage(tokensAt), usageEvent(), DONE),
    [WITHOUT, FROM_ONE],
    NOT_ASKED,
  ),
  harmless("usage null in every chunk but the last", "stream", sse(...withUsage(null), usageEvent(), DONE)),
  harmless("usage null everywhere", "stream", sse(...withUsage(null), DONE), WITHOUT, uncounted),
  harmless("usage missing, though asked for", "stream", sse(...WHOLE, DONE), WITHOUT, uncounted),
  harmless("usage missing", "JSON", [answer(completion(ONE, null))], WITHOUT, uncounted),
  harmless("usage null", "JSON", [answer(completion(ONE, null, { usage: null }))], WITHOUT, uncounted),
  harmless(
    "usage twice",
    "stream",
    sse(...WHOLE, usageEvent({ ...USAGE_ONE, completion_tokens: 1 }), usageEvent(), DONE),
  ),
  harmless(
    "usage before the end of the content",
    "stream",
    sse(...TOKENS, usageEvent(), says(ONE_PIECES[2]), FINISH, DONE),
  ),
  harmless("usage first of all", "stream", sse(usageEvent(), ...WHOLE, DONE)),
  harmless(
    "usage first of all, not asked for",
    "stream",
    sse(usageEvent(), ...WHOLE, DONE),
    WITHOUT,
    NOT_ASKED,
  ),
  harmless("usage after the end, without [DONE]", "stream", sse(...WHOLE, usageEvent())),
  harmless("usage with details", "stream", sse(...WHOLE, usageEvent(DETAILS), DONE), right(ONE, DETAILS)),
  harmless("usage with details", "JSON", [answer(completion(ONE, DETAILS))], right(ONE, DETAILS)),
  harmless(
    "usage that is nonsense",
    "JSON",
    [answer(completion(ONE, { prompt_tokens: "5", completion_tokens: -3 }))],
    right(ONE, { prompt_tokens: "5", completion_tokens: -3 }),
    uncounted,
  ),
];
