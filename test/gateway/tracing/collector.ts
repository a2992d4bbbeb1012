import { createServer, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** Kinds and statuses as OTLP numbers them. */
export const SERVER = 2;
export const CLIENT = 3;
export const ERROR = 2;

const valueSchema = z
  .union([
    z.strictObject({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
    z.strictObject({ intValue: z.number() }).transform(({ intValue }) => intValue),
    z.strictObject({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
    z.strictObject({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
  ])
  .describe("A value of an attribute");
const attributesSchema = z
  .array(z.strictObject({ key: z.string(), value: valueSchema }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

const spanSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  traceState: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string().transform(BigInt),
  endTimeUnixNano: z.string().transform(BigInt),
  attributes: attributesSchema,
  status: z.object({ code: z.number() }),
});
export type CollectedSpan = z.output<typeof spanSchema>;

const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: attributesSchema }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});
type Export = z.output<typeof requestSchema>;

export interface Collector {
  readonly url: string;
  /** Paths of the requests that came. */
  readonly paths: string[];
  /** Everything that came, as text. */
  text(): string;
  resources(): Export["resourceSpans"][number]["resource"]["attributes"][];
  spans(): CollectedSpan[];
}

/** A collector that takes OTLP/HTTP, and answers as a test says: by default that all is well. */
export async function startCollector(
  respond: (response: ServerResponse) => void = (response) => {
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  },
): Promise<Collector> {
  const bodies: string[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    paths.push(request.url ?? "");
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      respond(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  const exports = () => bodies.flatMap((body) => requestSchema.parse(JSON.parse(body)).resourceSpans);
  return {
    url: `http://127.0.0.1:${address.port}`,
    paths,
    text: () => bodies.join("\n"),
    resources: () => exports().map(({ resource }) => resource.attributes),
    spans: () => exports().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  };
}

/** The span of the request and those of its attempts, in the order in which they began. */
export function spansOf(collector: Collector): { request: CollectedSpan; attempts: CollectedSpan[] } {
  const spans = collector.spans();
  const [request, another] = spans.filter(({ kind }) => kind === SERVER);
  if (request === undefined || another !== undefined) throw new Error("not exactly one request was traced");
  const attempts = spans
    .filter(({ kind }) => kind === CLIENT)
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  return { request, attempts };
}

/** Milliseconds that a span took. */
export function durationOf({ startTimeUnixNano, endTimeUnixNano }: CollectedSpan): number {
  return Number(endTimeUnixNano - startTimeUnixNano) / 1e6;
}
