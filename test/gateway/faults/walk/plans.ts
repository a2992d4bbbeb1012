import { FIN, pause, RST, SILENCE, type Step } from "../raw-upstream.ts";
import {
  answer,
  asks,
  chunk,
  completion,
  delta,
  DONE,
  event,
  LAST,
  MARK,
  pieces,
  says,
  STREAM_HEAD,
  usageEvent,
} from "../wire.ts";
import type { Random } from "./random.ts";

/** What an endpoint does with one attempt, drawn at random. */
export interface Plan {
  readonly steps: readonly Step[];
  /** The whole text of this attempt, unlike that of any other. */
  readonly text: string;
  /** True where enough is sent that a client may be given the answer as whole. */
  readonly whole: boolean;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
  /** True where the usage is sent. */
  readonly tellsUsage: boolean;
  /** What the attempt must be counted as where it is neither cut short nor given up. */
  readonly kind: string;
}

interface Draft {
  readonly id: string;
  readonly texts: readonly string[];
  readonly usage: Plan["usage"];
  readonly stream: boolean;
  readonly wantsUsage: boolean;
}

const STATUSES = [
  "429 Busy",
  "503 Away",
  "500 Oops",
  "401 No",
  "404 None",
  "307 Elsewhere",
  "204 Nothing",
  "408 Late",
];

export function drawPlan(random: Random, name: string, body: string): Plan {
  const { stream, usage: wantsUsage } = asks(body);
  const usage = { prompt_tokens: random.between(1, 500), completion_tokens: random.between(1, 500) };
  const texts = Array.from({ length: random.between(1, 6) }, (_, at) => `[${name}|${at}|ü🇪🇺]`);
  const draft = { id: `chatcmpl-${name}`, texts, usage, stream, wantsUsage };
  const draw = random.pick(FAULTS);
  return { text: texts.join(""), usage, ...draw(random, draft) };
}

type Drawn = Pick<Plan, "steps" | "whole" | "tellsUsage" | "kind">;
type Fault = (random: Random, draft: Draft) => Drawn;

/** The parts of a good answer: what comes before each event, and each event. */
function partsOf({ id, texts, usage, stream, wantsUsage }: Draft): {
  head: string | Buffer;
  events: string[];
} {
  if (!stream) return { head: answer(completion({ id, text: texts.join("") }, usage)), events: [] };
  const first = delta({ role: "assistant", content: "" }, {}, {}, id);
  const finish = delta({}, { finish_reason: "stop" }, {}, id);
  const end = wantsUsage ? [finish, usageEvent(usage, id), DONE] : [finish, DONE];
  return { head: STREAM_HEAD, events: [first, ...texts.map((text) => says(text, id)), ...end] };
}

function wholeSteps(draft: Draft): Buffer {
  const { head, events } = partsOf(draft);
  return Buffer.concat([Buffer.from(head), ...events.map(chunk), Buffer.from(draft.stream ? LAST : "")]);
}

/** In pieces with pauses between them, none of which is too long. */
function slowly(random: Random, bytes: Buffer): Step[] {
  const size = random.pick([1 << 20, 200, 77, Math.max(20, Math.ceil(bytes.length / 4))]);
  return pieces(bytes, size).flatMap((piece) => [piece, pause(random.pick([0, 0, 1, 3]))]);
}

const good: Fault = (random, draft) => ({
  steps: slowly(random, wholeSteps(draft)),
  whole: true,
  tellsUsage: draft.wantsUsage || !draft.stream,
  kind: "answered",
});

/** Where the answer may count as whole: after its finish_reason; JSON only when all is there. */
function enough(draft: Draft): number {
  const { head, events } = partsOf(draft);
  if (!draft.stream) return wholeSteps(draft).length;
  const finish = events.length - (draft.wantsUsage ? 2 : 1);
  return Buffer.concat([Buffer.from(head), ...events.slice(0, finish).map(chunk)]).length - 4;
}

/** Good up to some byte, then something else. */
const upTo =
  (kind: string, then: (random: Random) => readonly Step[]): Fault =>
  (random, draft) => {
    const bytes = wholeSteps(draft);
    const at = random.between(0, bytes.length - 1);
    return {
      steps: [...slowly(random, bytes.subarray(0, at)), ...then(random)],
      whole: at >= enough(draft),
      tellsUsage: at >= enough(draft),
      kind,
    };
  };

/** Some events, then another that does not belong there, then the rest as if nothing had been. */
const between =
  (kind: string, foreign: string | Buffer): Fault =>
  (random, draft) => {
    if (!draft.stream) return good(random, draft);
    const { head, events } = partsOf(draft);
    const at = random.between(0, events.length - (draft.wantsUsage ? 3 : 2));
    const bad = typeof foreign === "string" ? chunk(foreign) : foreign;
    const parts = [...events.slice(0, at).map(chunk), bad, ...events.slice(at).map(chunk)];
    // Some go on for ever, although nobody listens any more.
    const on = Array.from({ length: 200 }, () => [chunk(": on\n\n"), pause(25)]).flat();
    const end = random.chance(0.3) ? [...parts.slice(0, at + 1), ...on] : [...parts, LAST];
    return { steps: [head, ...end], whole: false, tellsUsage: false, kind };
  };

/** Ends in order, but before it has finished. */
const unfinished: Fault = (random, draft) => {
  if (!draft.stream) return good(random, draft);
  const { head, events } = partsOf(draft);
  const some = events.slice(0, random.between(0, events.length - (draft.wantsUsage ? 3 : 2)));
  return { steps: [head, ...some.map(chunk), LAST], whole: false, tellsUsage: false, kind: "unfinished" };
};

const status: Fault = (random) => {
  const line = random.pick(STATUSES);
  const empty = line.startsWith("204");
  const body = JSON.stringify({ error: { message: MARK } });
  return {
    steps: empty ? [`HTTP/1.1 ${line}\r\n\r\n`] : [answer(body, { status: line })],
    whole: false,
    tellsUsage: false,
    kind: `status ${line.slice(0, 3)}`,
  };
};

const refused: Fault = () => ({
  steps: [
    answer(JSON.stringify({ error: { message: "your mistake", code: "mistake" } }), { status: "400 Bad" }),
  ],
  whole: false,
  tellsUsage: false,
  kind: "rejected",
});

/** Good, with bytes behind it that look like another answer. */
const stray: Fault = (_random, draft) => ({
  steps: [
    Buffer.concat([
      wholeSteps(draft),
      answer(completion({ id: "chatcmpl-streuner", text: MARK }, draft.usage)),
    ]),
  ],
  whole: true,
  tellsUsage: true,
  kind: "answered",
});

const crawling: Fault = (random, draft) => ({
  steps: pieces(wholeSteps(draft), 64).flatMap((piece) => [piece, pause(random.between(10, 60))]),
  whole: true,
  tellsUsage: true,
  kind: "answered",
});

/** Good answers are as frequent as faults, or nothing would ever get far. */
const FAULTS: readonly Fault[] = [
  ...Array<Fault>(6).fill(good),
  upTo("cut", () => [FIN]),
  upTo("reset", (random) => [pause(random.pick([0, 5, 20])), RST]),
  upTo("silent", () => [SILENCE]),
  upTo("mute", () => [SILENCE]),
  status,
  status,
  refused,
  between("error", event(JSON.stringify({ error: { message: MARK } }))),
  between("broken", "data: {oops\n\n"),
  between("bad chunk", Buffer.from("zz\r\n")),
  unfinished,
  stray,
  crawling,
];
