import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type * as OpenTelemetry from "@opentelemetry/api";
import type { Attributes, Context, Span, SpanContext, Tracer } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import { isRecord } from "../json.ts";
import type { GenerationRecord } from "../operations/generate.ts";
import type { Operation } from "../operations/operation.ts";
import type { Usage } from "../operations/usage.ts";
import manifest from "../package.json" with { type: "json" };
import { createThrottledLog } from "../tenancy/throttled-log.ts";
import type { AttemptRecord } from "../upstream/attempts.ts";
import type { AttemptOutcome } from "../upstream/failures.ts";
import type { Address } from "../upstream/targets.ts";
import type { Log } from "./log.ts";
import { RESOURCE_ATTRIBUTES, SPAN_ATTRIBUTES as NAMES } from "./names.ts";
import type { AttemptTrace, RequestTrace, Tracing } from "./tracing.ts";

/** Spans that wait for a collector which is slow or down; more are dropped, so that memory stays bounded. */
const MAXIMUM_QUEUE = 2048;
const MAXIMUM_BATCH = 256;
/** Milliseconds that spans are gathered for, and that one export may take. */
const BATCH_MILLISECONDS = 2_000;
const EXPORT_MILLISECONDS = 5_000;
/** Milliseconds that closing waits for the last export. */
const CLOSE_MILLISECONDS = 2_000;

/** Outcomes of an attempt that are nobody's error: it was answered, or not needed any more. */
const GOOD: ReadonlySet<AttemptOutcome | "running"> = new Set(["answered", "superseded", "client_gone"]);

type Api = typeof OpenTelemetry;

interface Loaded {
  readonly api: Api;
  readonly tracer: Tracer;
  shutdown(): Promise<void>;
}

/** Traces that go to an OTLP/HTTP collector; `undefined` where none is configured, and then nothing is loaded. */
export function createTracing(config: GatewayConfig["tracing"], log: Log): Tracing | undefined {
  const { url, sampleRatio } = config;
  if (url === undefined) return undefined;
  const throttled = createThrottledLog(log);
  let loaded: Loaded | undefined;

  return {
    async start() {
      loaded ??= await load(url, sampleRatio, throttled);
    },
    startRequest: (request, operation) =>
      loaded === undefined ? undefined : startRequest(loaded, request, operation),
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MILLISECONDS)));
      // Why it failed is in the log already.
      await Promise.race([loaded?.shutdown().catch(() => undefined), tooLate]);
      clearTimeout(timer);
    },
  };
}

async function load(url: string, sampleRatio: number, log: Log): Promise<Loaded> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/+$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_MILLISECONDS,
  });
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      [RESOURCE_ATTRIBUTES.serviceName]: "eu-llm-gateway",
      [RESOURCE_ATTRIBUTES.serviceVersion]: manifest.version,
      [RESOURCE_ATTRIBUTES.serviceInstance]: randomUUID(),
    }),
    // A client that takes part in a trace has decided for it; the ratio is for all others.
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(logFailures(exporter, log), {
        maxQueueSize: MAXIMUM_QUEUE,
        maxExportBatchSize: MAXIMUM_BATCH,
        scheduledDelayMillis: BATCH_MILLISECONDS,
        exportTimeoutMillis: EXPORT_MILLISECONDS + 1_000,
      }),
    ],
  });
  return {
    api,
    tracer: provider.getTracer("eu-llm-gateway", manifest.version),
    shutdown: () => provider.shutdown(),
  };
}

/** The exporter, whose failures are told by their code alone: a message may quote what the collector answered. */
function logFailures(exporter: SpanExporter, log: Log): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) {
          const code = isRecord(result.error) ? result.error["code"] : undefined;
          const known = typeof code === "string" || typeof code === "number";
          const reason = known ? code : result.error.name;
          log({ level: "warn", message: "traces were not taken", reason, spans: spans.length });
        }
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

function startRequest(loaded: Loaded, request: IncomingMessage, operation: Operation): RequestTrace {
  const { api, tracer } = loaded;
  const parent = parentOf(request.headers["traceparent"], api);
  const root = api.ROOT_CONTEXT;
  const span = tracer.startSpan(
    operation.telemetryName,
    {
      kind: api.SpanKind.SERVER,
      attributes: { [NAMES.operation]: operation.telemetryName, [NAMES.method]: "POST" },
    },
    parent === undefined ? root : api.trace.setSpanContext(root, parent),
  );
  const context = api.trace.setSpan(root, span);
  if (!span.isRecording()) {
    return { startAttempt: () => unsampledAttempt(loaded, context), end: () => undefined };
  }

  // What an attempt was for is known to the request alone, and surely so only at its end: their spans end together.
  let label: SensitivityLabel | undefined;
  let over = false;
  const ended: (() => void)[] = [];
  return {
    startAttempt(record) {
      const attempt = startAttempt(loaded, context, operation, record);
      return {
        traceparent: traceparentOf(attempt.spanContext()),
        end(finished) {
          const at = performance.now();
          const end = () => endAttempt(api, attempt, finished, label, at);
          if (over) end();
          else ended.push(end);
        },
      };
    },
    end(record, status) {
      over = true;
      label = record.label;
      ended.forEach((end) => end());
      endRequest(api, span, record, status);
    },
  };
}

function unsampledAttempt({ api, tracer }: Loaded, context: Context): AttemptTrace {
  const span = tracer.startSpan("attempt", { kind: api.SpanKind.CLIENT }, context);
  return { traceparent: traceparentOf(span.spanContext()), end: () => undefined };
}

function startAttempt(
  { api, tracer }: Loaded,
  context: Context,
  operation: Operation,
  { endpoint, target, cause }: AttemptRecord,
): Span {
  return tracer.startSpan(
    `${operation.telemetryName} ${endpoint.model}`,
    {
      kind: api.SpanKind.CLIENT,
      attributes: {
        [NAMES.operation]: operation.telemetryName,
        [NAMES.provider]: endpoint.jurisdiction.operator,
        [NAMES.requestModel]: endpoint.model,
        [NAMES.endpoint]: endpoint.name,
        [NAMES.tier]: endpoint.tier,
        [NAMES.country]: endpoint.jurisdiction.country,
        [NAMES.cause]: cause,
        ...serverOf(target.address),
      },
    },
    context,
  );
}

function endAttempt(
  api: Api,
  span: Span,
  { outcome, usage, costEur, firstTokenSeconds }: AttemptRecord,
  label: SensitivityLabel | undefined,
  at: number,
): void {
  span.setAttributes({
    ...usageAttributes(usage),
    [NAMES.outcome]: outcome,
    [NAMES.sensitivity]: label,
    [NAMES.costEur]: costEur,
    [NAMES.firstTokenSeconds]: firstTokenSeconds,
  });
  if (!GOOD.has(outcome)) {
    span.setAttribute(NAMES.errorType, outcome);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  }
  span.end(at);
}

function endRequest(api: Api, span: Span, record: GenerationRecord, status: number): void {
  const { operation, model, label, endpoint, attempts, usage, errorType, stream } = record;
  if (model !== undefined) span.updateName(`${operation.telemetryName} ${model.id}`);
  span.setAttributes({
    ...usageAttributes(usage),
    [NAMES.requestModel]: model?.id,
    [NAMES.sensitivity]: label,
    [NAMES.stream]: stream,
    [NAMES.status]: status,
    [NAMES.attempts]: attempts.length,
    [NAMES.costEur]: attempts.reduce((sum, { costEur }) => sum + costEur, 0),
    [NAMES.firstByteSeconds]: record.firstByteSeconds,
    [NAMES.waitedSeconds]: record.waitedSeconds,
  });
  if (endpoint !== undefined) {
    span.setAttributes({
      [NAMES.provider]: endpoint.jurisdiction.operator,
      [NAMES.endpoint]: endpoint.name,
      [NAMES.tier]: endpoint.tier,
      [NAMES.country]: endpoint.jurisdiction.country,
    });
  }
  if (errorType !== "") {
    span.setAttribute(NAMES.errorType, errorType);
    // As the conventions have it, 4xx is the client's error and not the server's; 200 is a stream that broke.
    if (status < 400 || status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
  }
  span.end();
}

function usageAttributes(usage: Usage | undefined): Attributes {
  if (usage === undefined) return {};
  return {
    [NAMES.inputTokens]: usage.inputTokens,
    [NAMES.cachedInputTokens]: usage.cachedInputTokens,
    [NAMES.outputTokens]: usage.outputTokens,
    [NAMES.usageBasis]: usage.basis,
  };
}

const servers = new WeakMap<Address, Attributes>();

/** Host and port of a replica: the address that was looked up, where there are several behind one name. */
function serverOf(address: Address): Attributes {
  const known = servers.get(address);
  if (known !== undefined) return known;
  const { hostname, port, protocol } = new URL(address.origin);
  const attributes = {
    [NAMES.serverAddress]: hostname,
    [NAMES.serverPort]: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
  servers.set(address, attributes);
  return attributes;
}

/** Version 00, or a later one of which only the part that it shares with 00 is read. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

function parentOf(header: string | string[] | undefined, api: Api): SpanContext | undefined {
  if (typeof header !== "string") return undefined;
  const [, version, traceId = "", spanId = "", flags = "", rest] = TRACEPARENT.exec(header) ?? [];
  if (version === "00" && rest !== undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & api.TraceFlags.SAMPLED;
  const parent = { traceId, spanId, traceFlags, isRemote: true };
  return api.isSpanContextValid(parent) ? parent : undefined;
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
