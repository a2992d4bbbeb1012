import { readAnswer } from "../judge.ts";
import { chargedTokens, requestsCounted as countedRequests, samplesOf, sumOf } from "../metrics.ts";
import { isFields } from "../values.ts";
import { inFlight, permitted, type Answered, type Attempt, type RoundResult } from "./round.ts";

/** What holds for every round, whatever was drawn. Each rule gives its complaints, none where it holds. */
type Rule = (round: RoundResult) => string[];

const ATTEMPTS = "eu_llm_gateway_attempts_total";

const attemptsOf = ({ attempts }: RoundResult, { query }: Answered) =>
  attempts.filter((attempt) => attempt.query === query.number);
const stayed = ({ query, seen }: Answered) => query.leavesAfter === undefined || seen.ended !== "left";

/** One end, in time, and of a kind that a client can rely on. */
const oneEnd: Rule = (round) =>
  round.queries.filter(stayed).flatMap((answered) => {
    const { query, seen } = answered;
    const at = `query ${query.number} (${query.stream ? "stream" : "JSON"})`;
    if (seen.ended === "deadline") return [`${at} hangs: ${Math.round(answered.milliseconds)} ms`];
    if (seen.ended !== "in order")
      return [`${at} was cut without an error, after "${seen.body.toString().slice(-200)}"`];
    const found = readAnswer(seen);
    if (typeof found === "string") return [`${at}: ${found}`];
    return wrongText(round, answered).map((wrong) => `${at}: ${wrong}`);
  });

/** The text of an answer is that of one attempt for this query, whole where it says that it is whole. */
function wrongText(round: RoundResult, answered: Answered): string[] {
  const { query, seen } = answered;
  const found = readAnswer(seen);
  if (typeof found === "string" || found.kind === "error") return [];
  if (found.kind === "broken off") {
    const from = attemptsOf(round, answered).filter(({ plan }) => plan.text.startsWith(found.text));
    return from.length === 0 ? [`"${found.text}" begins no attempt's text`] : [];
  }
  const text = found.whole.choices.map(({ content }) => content).join("|");
  const from = attemptsOf(round, answered).filter(({ plan }) => plan.text === text);
  const [attempt] = from;
  if (attempt === undefined || from.length !== 1) return [`"${text}" is the text of ${from.length} attempts`];
  const wrong: string[] = [];
  if (!attempt.plan.whole) wrong.push(`an answer that was "${attempt.plan.kind}" is given as whole`);
  if (seen.headers["x-eu-llm-endpoint"] !== attempt.endpoint)
    wrong.push("another endpoint is named in the header");
  const { usage } = found.whole;
  if (query.stream && !query.wantsUsage && usage !== null) wrong.push("usage that nobody asked for");
  const tokens = isFields(usage) ? [usage["prompt_tokens"], usage["completion_tokens"]] : [];
  const given = [attempt.plan.usage.prompt_tokens, attempt.plan.usage.completion_tokens];
  if (tokens.length > 0 && String(tokens) !== String(given))
    wrong.push(`usage ${String(tokens)} for ${String(given)}`);
  return wrong;
}

/** A client that left may have seen a part, but of one attempt only. */
const leftWithOneText: Rule = (round) =>
  round.queries
    .filter((answered) => !stayed(answered))
    .flatMap((answered) => {
      const marks = new Set(
        [...answered.seen.body.toString().matchAll(/\[(endpoint-[^|]+)\|/g)].map(([, mark]) => mark),
      );
      return marks.size > 1 ? [`query ${answered.query.number} saw ${[...marks].join(" and ")}`] : [];
    });

/** What a label keeps inside reaches nobody else, not even in part. */
const residency: Rule = (round) =>
  round.queries.flatMap((answered) => {
    const allowed = permitted(round.config, answered.query);
    const others = [...round.upstreams].filter(([name]) => !allowed.includes(name));
    return others
      .filter(([, upstream]) => upstream.got(answered.query.secret))
      .map(([name]) => `query ${answered.query.number} (${answered.query.label}) reached ${name}`);
  });

/** A query that nobody may see, or whose model nobody knows, says so. */
const refusals: Rule = (round) =>
  round.queries
    .filter((answered) => stayed(answered) && permitted(round.config, answered.query).length === 0)
    .filter(({ seen }) => seen.status !== 503 && seen.status !== 404)
    .map(({ query, seen }) => `query ${query.number} may be sent nowhere, but has status ${seen.status}`);

/** Requests are counted by the status that their clients got. */
const requestsCounted: Rule = ({ queries, metrics }) => {
  const total = countedRequests(metrics);
  if (total !== queries.length) return [`${queries.length} requests were counted as ${total}`];
  const left = queries.filter((answered) => !stayed(answered)).length;
  const statuses = new Set(queries.filter(stayed).map(({ seen }) => String(seen.status)));
  return [...statuses].flatMap((status) => {
    const got = queries.filter(
      (answered) => stayed(answered) && String(answered.seen.status) === status,
    ).length;
    const counted = countedRequests(metrics, status);
    return counted < got || counted > got + left
      ? [`status ${status}: ${got} got it, ${counted} counted`]
      : [];
  });
};

/** Outcomes of an attempt that may end it before its request has reached the endpoint. */
const BEFORE_ARRIVAL = new Set([
  "client_gone",
  "deadline",
  "stopping",
  "connection_refused",
  "connect_timeout",
  "connection_lost",
  "first_byte_timeout",
  // With limits of a few milliseconds, an attempt is given up while its connection is still being made.
  "first_token_late",
  "superseded",
]);

/** Attempts that ask the same again without `stream_options`, which was refused: they may count as one with the refused. */
function reasked(seen: readonly Attempt[]): number {
  return seen.filter(
    ({ plan, query }, at) =>
      plan.kind === "rejected" && seen.slice(at + 1).some((later) => later.query === query),
  ).length;
}

/** Attempts are counted, each once: those that reached their endpoint, and those that came to grief on the way. */
const attemptsCounted: Rule = ({ attempts, metrics, upstreams }) =>
  [...upstreams.keys()].flatMap((endpoint) => {
    const seen = attempts.filter((attempt) => attempt.endpoint === endpoint);
    const samples = samplesOf(metrics, ATTEMPTS).filter(({ labels }) => labels["endpoint"] === endpoint);
    const sum = (some: typeof samples) => some.reduce((total, { value }) => total + value, 0);
    const onTheWay = sum(samples.filter(({ labels }) => BEFORE_ARRIVAL.has(labels["outcome"] ?? "")));
    const counted = sum(samples);
    const wrong: string[] = [];
    if (counted < seen.length - reasked(seen) || counted - onTheWay > seen.length) {
      wrong.push(
        `${endpoint} got ${seen.length} attempts, ${counted} counted (${onTheWay} maybe on the way)`,
      );
    }
    const planned = (test: (attempt: Attempt) => boolean) => seen.filter(test).length;
    const most = {
      answered: planned(({ plan }) => plan.whole),
      rejected: planned(({ plan }) => plan.kind === "rejected"),
      rate_limited: planned(({ plan }) => plan.kind === "status 429"),
      redirect: planned(({ plan }) => plan.kind === "status 307"),
    };
    for (const [outcome, limit] of Object.entries(most)) {
      const found = sumOf(metrics, ATTEMPTS, { endpoint, outcome });
      if (found > limit) wrong.push(`${endpoint}: ${found} counted as ${outcome}, of ${limit} that were`);
    }
    return wrong;
  });

/** What clients got whole was counted, and nothing that no endpoint charged. */
const tokensCounted: Rule = (round) =>
  [...round.upstreams.keys()].flatMap((endpoint) => {
    const own = round.attempts.filter((attempt) => attempt.endpoint === endpoint);
    const delivered = round.queries.filter(stayed).flatMap((answered) => {
      const found = answered.seen.status === 200 ? readAnswer(answered.seen) : "";
      if (typeof found === "string" || found.kind !== "whole" || found.whole.usage === null) return [];
      const text = found.whole.choices.map(({ content }) => content).join("|");
      return own.filter(({ query, plan }) => query === answered.query.number && plan.text === text);
    });
    const total = (some: readonly Attempt[]) =>
      some.reduce((sum, { plan }) => sum + plan.usage.prompt_tokens, 0);
    const counted = chargedTokens(round.metrics, "input", { endpoint });
    const [least, most] = [total(delivered), total(own.filter(({ plan }) => plan.tellsUsage))];
    return counted < least || counted > most
      ? [`${endpoint}: ${counted} input tokens counted, at least ${least} and at most ${most} were`]
      : [];
  });

/** Nothing is left behind. */
const nothingLeft: Rule = ({ metrics, busyAfter, openAfterClose, log, queries }) => {
  const internal = log.filter(({ message }) => message === "internal error");
  const requests = log.filter(({ message }) => message === "request").length;
  return [
    ...(inFlight(metrics) === 0 ? [] : [`${inFlight(metrics)} requests are still in flight`]),
    ...(busyAfter === 0 ? [] : [`${busyAfter} connections to endpoints were not let go`]),
    ...(openAfterClose === 0 ? [] : [`${openAfterClose} connections outlived the gateway`]),
    ...internal.map((entry) => `internal error: ${JSON.stringify(entry).slice(0, 300)}`),
    ...(requests === queries.length ? [] : [`${queries.length} requests, ${requests} lines of the log`]),
  ];
};

export const INVARIANTS: Readonly<Record<string, Rule>> = {
  oneEnd,
  leftWithOneText,
  residency,
  refusals,
  requestsCounted,
  attemptsCounted,
  tokensCounted,
  nothingLeft,
};

export function complaintsOf(round: RoundResult): string[] {
  return Object.entries(INVARIANTS).flatMap(([name, rule]) =>
    rule(round).map((wrong) => `${name}: ${wrong}`),
  );
}
