import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { findModel } from "./chat-completions.ts";
import { CLIENT_GONE, runChatCompletion, type OperationContext } from "./chat-operation.ts";
import { invalidRequest } from "./errors.ts";
import type { Route } from "./metrics.ts";
import { sendFailure, sendJson } from "./responses.ts";
import type { Model } from "./router.ts";

export interface ServerContext extends OperationContext {
  readonly draining: () => boolean;
}

type Handler = (exchange: {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
}) => Promise<void>;

/** The function that answers every HTTP request of the gateway. */
export function createRequestListener(context: ServerContext) {
  const startedAt = Math.floor(Date.now() / 1000);
  const describeModel = ({ id }: Model) => ({
    id,
    object: "model",
    created: startedAt,
    owned_by: "eu-llm-stack",
  });

  const routes: Record<Exclude<Route, "other">, { methods: readonly string[]; handle: Handler }> = {
    chat_completions: {
      methods: ["POST"],
      handle: ({ request, response }) => runChatCompletion(context, request, response),
    },
    models: read(({ response }) => {
      sendJson(response, 200, { object: "list", data: context.config.models.map(describeModel) });
    }),
    model: read(({ response, path }) => {
      sendJson(response, 200, describeModel(findModel(context.router, modelName(path))));
    }),
    healthz: read(({ response }) => {
      sendJson(response, 200, { status: "alive" });
    }),
    readyz: read(({ response }) => {
      const endpoints = context.readiness.reachable();
      const status = context.draining()
        ? "draining"
        : [...endpoints.values()].includes(true)
          ? "ready"
          : "no endpoint reachable";
      sendJson(response, status === "ready" ? 200 : 503, {
        status,
        reachable: Object.fromEntries(endpoints),
      });
    }),
    metrics: {
      methods: ["GET", "HEAD"],
      async handle({ response }) {
        const text = await context.metrics.text();
        response.writeHead(200, { "content-type": context.metrics.contentType }).end(text);
      },
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse, path: string, route: Route) {
    if (route === "other") throw invalidRequest(404, "There is nothing at this path.", { code: "not_found" });
    const { methods, handle } = routes[route];
    if (!methods.includes(request.method ?? "")) {
      const allow = methods.join(", ");
      throw invalidRequest(405, `The method must be ${allow}.`, {
        code: "method_not_allowed",
        headers: { allow },
      });
    }
    await handle({ request, response, path });
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? "/").split("?", 1).join("");
    const route = routeOf(path);
    response.setHeader("x-request-id", requestIdOf(request));
    if (context.draining()) response.setHeader("connection", "close");
    // A client that hangs up makes writes fail; "close" says so, and that is dealt with where it matters.
    response.on("error", () => undefined);
    response.once("close", () => {
      context.metrics.request(route, response.headersSent ? response.statusCode : CLIENT_GONE);
    });
    answer(request, response, path, route).catch((error: unknown) => {
      sendFailure(request, response, error, context.log);
    });
  };
}

function read(answer: (exchange: Parameters<Handler>[0]) => void): {
  methods: readonly string[];
  handle: Handler;
} {
  return {
    methods: ["GET", "HEAD"],
    handle: (exchange) => {
      answer(exchange);
      return Promise.resolve();
    },
  };
}

function routeOf(path: string): Route {
  switch (path) {
    case "/v1/chat/completions":
      return "chat_completions";
    case "/v1/models":
      return "models";
    case "/healthz":
    case "/readyz":
    case "/metrics":
      return path === "/healthz" ? "healthz" : path === "/readyz" ? "readyz" : "metrics";
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
