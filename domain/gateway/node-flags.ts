/**
 * Options of Node.js for the gateway, which keep its memory small; `npm run bench:gateway -- --memory` shows what they do.
 * A request's garbage is short-lived, so that a small nursery is enough, and the middle one of V8's three compilers
 * costs more memory than the little time that it saves in a process that runs for long.
 */
export const GATEWAY_NODE_FLAGS = ["--max-semi-space-size=4", "--no-maglev"] as const;
