import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A function as V8's profiler names it. */
export interface Frame {
  readonly functionName: string;
  /** Empty for what is no JavaScript. */
  readonly url: string;
  /** Counts from 0. */
  readonly lineNumber: number;
}

const ROOT = join(import.meta.dirname, "../..", "/");

/** Node's own modules by what they do; the first that matches counts. */
const NODE_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^node:(?:_http|http|internal\/http)/, "Node: HTTP"],
  [/^node:(?:net|internal\/net|internal\/stream_base)/, "Node: sockets"],
  [/^node:(?:stream|_stream|internal\/streams|internal\/webstreams)/, "Node: streams"],
  [/^node:(?:events|internal\/(?:event_target|abort_controller))/, "Node: events"],
  [
    /^node:(?:timers|internal\/(?:timers|process\/task_queues|async_hooks|promise_hooks))/,
    "Node: timers and ticks",
  ],
  [/^node:(?:buffer|internal\/(?:buffer|encoding|util))/, "Node: buffers and texts"],
];

/** What is no JavaScript, by its name. "(program)" has none: Node's HTTP parser, reading from sockets, polling. */
const NATIVE_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^write(?:v|Buffer|[A-Z]\w*String)$|^shutdown$/, "native: system calls that write"],
  [/^\(program\)$/, "native: (program): HTTP parser, reading, polling"],
  [/^runMicrotasks$/, "native: promises"],
  [/^RegExp: /, "native: regular expressions"],
];

function fileOf(url: string): string {
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
}

/** What a function belongs to: a library, a part of Node, a file of our own, the collector, native code. */
export function groupOf({ functionName, url }: Frame): string {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (url === "")
    return NATIVE_GROUPS.find(([pattern]) => pattern.test(functionName))?.[1] ?? "native: other functions";
  // Only undici's HTTP parser is WebAssembly.
  if (url.startsWith("wasm:")) return "undici";
  if (url.startsWith("node:"))
    return NODE_GROUPS.find(([pattern]) => pattern.test(url))?.[1] ?? "Node: other";
  const file = fileOf(url);
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1];
  return library ?? file;
}

/** "writeHead  node:_http_server:350" */
export function placeOf({ functionName, url, lineNumber }: Frame): string {
  const name = functionName === "" ? "(anonymous)" : functionName;
  return url === ""
    ? `${name}  native`
    : `${name}  ${fileOf(url).replace(/^.*node_modules\//, "")}:${lineNumber + 1}`;
}
