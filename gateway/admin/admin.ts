import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { invalidRequest } from "../http/errors.ts";
import type { GatewayResponse } from "../http/gateway-response.ts";
import { sendJson } from "../http/respond.ts";
import type { Runtime } from "../runtime.ts";
import { hashOfKey } from "../tenancy/create.ts";
import { adminPage } from "./page.ts";
import { statusOf } from "./status.ts";

/** The read-only page for operators, and the data that it shows. */
export interface Admin {
  page(runtime: Runtime, request: IncomingMessage, response: GatewayResponse): void;
  status(runtime: Runtime, request: IncomingMessage, response: GatewayResponse): Promise<void>;
}

export function createAdmin(): Admin {
  return {
    page(runtime, request, response) {
      authenticate(runtime, request);
      response.begin(200, adminPage.headers);
      response.end(request.method === "HEAD" ? undefined : adminPage.html);
    },
    async status(runtime, request, response) {
      authenticate(runtime, request);
      sendJson(response, 200, await statusOf(runtime), { "cache-control": "no-store" });
    },
  };
}

/** @throws ApiError 404 where the page is not configured, 401 without the right key. */
function authenticate({ config }: Runtime, { headers }: IncomingMessage): void {
  const expected = config.admin.hash;
  if (expected === undefined)
    throw invalidRequest(404, "There is nothing at this path.", { code: "not_found" });
  const key = keyOf(headers.authorization ?? "");
  if (key !== undefined && timingSafeEqual(Buffer.from(hashOfKey(key)), Buffer.from(expected))) return;
  throw invalidRequest(401, "The admin key is needed, as a bearer token or as the password of a browser.", {
    code: "invalid_admin_key",
    headers: { "www-authenticate": 'Basic realm="gateway", charset="UTF-8"' },
  });
}

/** The key of `Bearer KEY`, or the password of HTTP's basic authentication, whoever the user. */
function keyOf(authorization: string): string | undefined {
  const bearer = /^Bearer (\S{1,512})$/i.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(authorization)?.[1];
  if (basic === undefined) return undefined;
  const text = Buffer.from(basic, "base64").toString();
  return text.slice(text.indexOf(":") + 1);
}
