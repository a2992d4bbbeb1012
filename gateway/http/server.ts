import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { OperationName } from "../../domain/gateway/endpoint.ts";
import type { Admin } from "../admin/admin.ts";
import type { Route } from "../observability/metrics.ts";
import { findModel, unknownModel } from "../operations/generate.ts";
import { OPERATION_BY_NAME } from "../operations/operations.ts";
import { CLIENT_GONE, runGeneration } from "../operations/run.ts";
import type { Model } from "../router.ts";
import type { Runtime } from "../runtime.ts";
import { invalidRequest } from "./errors.ts";
import type { GatewayResponse } from "./gateway-response.ts";
import { sendFailure, sendJson } from "./respond.ts";

export interface ServerContext {
  /** What the configuration of the moment gives. */
  readonly runtime: () => Runtime;
  readonly draining: () => boolean;
  readonly admin: Admin;
}

interface Exchange {
  readonly runtime: Runtime;
  readonly request: IncomingMessage;
  readonly response: GatewayResponse;
  readonly path: string;
  readonly requestId: string;
}

interface Handler {
  readonly methods: readonly string[];
  handle(exchange: Exchange): Promise<void> | void;
}

const READ = ["GET", "HEAD"];

/** The function that answers every HTTP request of the gateway. */
export function createRequestListener(context: ServerContext) {
  const startedAt = Math.floor(Date.now() / 1000);
  const describeModel = ({ id }: Model) => ({
    id,
    object: "model",
    created: startedAt,
    owned_by: "eu-llm-stack",
  });
  const generation = (name: OperationName): Handler => ({
    methods: ["POST"],
    handle: ({ runtime, request, response, requestId }) =>
      runGeneration(runtime, OPERATION_BY_NAME[name], request, response, requestId),
  });

  const routes: Record<Exclude<Route, "other">, Handler> = {
    chat: generation("chat"),
    completions: generation("completions"),
    embeddings: generation("embeddings"),
    responses: generation("responses"),
    models: {
      methods: READ,
      handle({ runtime, request, response }) {
        const key = runtime.tenancy.authenticate(request);
        const models = runtime.config.models.filter(({ id }) => key?.models?.includes(id) !== false);
        sendJson(response, 200, { object: "list", data: models.map(describeModel) });
      },
    },
    model: {
      methods: READ,
      handle({ runtime, request, response, path }) {
        const key = runtime.tenancy.authenticate(request);
        const name = modelName(path);
        const model = findModel(runtime.router, name);
        if (key?.models?.includes(model.id) === false) throw unknownModel(name);
        sendJson(response, 200, describeModel(model));
      },
    },
    healthz: { methods: READ, handle: ({ response }) => sendJson(response, 200, { status: "alive" }) },
    readyz: {
      methods: READ,
      handle({ runtime, response }) {
        const { status, body } = readiness(runtime, context.draining());
        sendJson(response, status, body);
      },
    },
    metrics: {
      methods: READ,
      async handle({ runtime: { metrics }, response }) {
        const text = await metrics.text();
        response.begin(200, { "content-type": metrics.contentType });
        response.end(text);
      },
    },
    admin: {
      methods: READ,
      handle: ({ runtime, request, response }) => context.admin.page(runtime, request, response),
    },
    admin_status: {
      methods: READ,
      handle: ({ runtime, request, response }) => context.admin.status(runtime, request, response),
    },
  };

  async function answer(exchange: Exchange, route: Route) {
    if (route === "other") throw invalidRequest(404, "There is nothing at this path.", { code: "not_found" });
    const { methods } = routes[route];
    if (!methods.includes(exchange.request.method ?? "")) {
      const allow = methods.join(", ");
      throw invalidRequest(405, `The method must be ${allow}.`, {
        code: "method_not_allowed",
        headers: { allow },
      });
    }
    await routes[route].handle(exchange);
  }

  return (request: IncomingMessage, response: GatewayResponse): void => {
    const runtime = context.runtime();
    const url = request.url ?? "/";
    const query = url.indexOf("?");
    const path = query === -1 ? url : url.slice(0, query);
    const route = routeOf(path);
    const requestId = requestIdOf(request);
    response.requestId = requestId;
    response.lastOfConnection = context.draining();
    // A client that hangs up makes writes fail; "close" says so, and that is dealt with where it matters.
    response.on("error", () => undefined);
    response.once("close", () => {
      runtime.metrics.request(route, response.headersSent ? response.statusCode : CLIENT_GONE);
    });
    answer({ runtime, request, response, path, requestId }, route).catch((error: unknown) => {
      sendFailure(request, response, error, runtime.log);
    });
  };
}

/** Ready where at least one endpoint is reachable, or may sleep and is waited for. */
function readiness({ readiness, config }: Runtime, draining: boolean): { status: number; body: object } {
  const reachable = readiness.reachable();
  const asleep = config.endpoints.filter((endpoint) => readiness.asleep(endpoint)).map(({ name }) => name);
  const ready = [...reachable.values()].includes(true) || asleep.length > 0;
  const status = draining ? "draining" : ready ? "ready" : "no endpoint reachable";
  return {
    status: status === "ready" ? 200 : 503,
    body: { status, reachable: Object.fromEntries(reachable), ...(asleep.length > 0 && { asleep }) },
  };
}

function routeOf(path: string): Route {
  switch (path) {
    case "/v1/chat/completions":
      return "chat";
    case "/v1/completions":
      return "completions";
    case "/v1/embeddings":
      return "embeddings";
    case "/v1/responses":
      return "responses";
    case "/v1/models":
      return "models";
    case "/healthz":
      return "healthz";
    case "/readyz":
      return "readyz";
    case "/metrics":
      return "metrics";
    case "/admin":
      return "admin";
    case "/admin/status":
      return "admin_status";
    default:
      return path.startsWith("/v1/models/") ? "model" : "other";
  }
}

/** Model names may hold slashes, which clients write as %2F or as they are. */
function modelName(path: string): string {
  const encoded = path.slice("/v1/models/".length);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}
