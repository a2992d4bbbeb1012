import { respond, right, type FaultCase } from "../case.ts";
import { pause, SILENCE, type Step } from "../raw-upstream.ts";
import {
  chunk,
  DONE,
  FINISH,
  FIRST,
  LAST,
  ONE,
  says,
  STREAM_HEAD,
  USAGE_ONE,
  usageEvent,
  JSON_HEAD,
} from "../wire.ts";

/** Clients that leave or dawdle, as their endpoint feels it. */

const gone = { outcome: "cancelled", within: 1000 } as const;
/** An endpoint that would go on for ten seconds. */
const endless: Step[] = [
  STREAM_HEAD,
  chunk(FIRST),
  ...Array.from({ length: 400 }, () => [chunk(says("x")), pause(25)]).flat(),
];
const block = says("z".repeat(64 << 10));

function leaves(kind: string, asked: FaultCase["asked"], steps: readonly Step[], after = 150): FaultCase {
  return {
    kind,
    asked,
    first: respond(steps),
    alone: [gone],
    backed: [gone],
    client: { kind: "leaves", after },
  };
}

export const CLIENT: readonly FaultCase[] = [
  leaves("the client leaves before the headers", "JSON", [SILENCE]),
  leaves("the client leaves before the headers", "stream", [SILENCE]),
  leaves("the client leaves within the JSON", "JSON", [JSON_HEAD(500), '{"id":', SILENCE]),
  leaves("the client leaves before the first event", "stream", [STREAM_HEAD, chunk(": wait\n\n"), SILENCE]),
  leaves("the client leaves in the middle of a stream", "stream", endless, 300),
  {
    kind: "a client that reads nothing for a while",
    asked: "stream",
    first: respond([
      STREAM_HEAD,
      { flood: chunk(block), times: 1000 },
      chunk(FINISH),
      chunk(usageEvent()),
      chunk(DONE),
      LAST,
    ]),
    alone: [right({ id: ONE.id, text: "z".repeat(1000 * (64 << 10)) }, USAGE_ONE)],
    client: { kind: "reads late", after: 700, atMostBytes: 40 << 20 },
  },
];
