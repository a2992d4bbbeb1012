import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { VirtualKey } from "../../domain/gateway/sections.ts";
import { invalidRequest, type ApiError } from "../http/errors.ts";

/** How a key is kept: a key of 256 random bits needs no salt and no slow hash, since nobody can try them all. */
export function hashOfKey(key: string): string {
  return `sha256:${hash("sha256", key)}`;
}

/** Finds the key of a request among those of a configuration. It is looked up by its hash, so that no time tells of it. */
export class KeyRing {
  readonly #byHash: ReadonlyMap<string, VirtualKey>;

  constructor(keys: readonly VirtualKey[]) {
    this.#byHash = new Map(keys.map((key) => [key.hash, key]));
  }

  /** @throws ApiError 401. */
  find(headers: IncomingHttpHeaders): VirtualKey {
    const text = keyTextOf(headers);
    if (text === undefined) {
      throw unauthorized(
        "A key is needed: the header Authorization with Bearer and the key, or the key as api-key or x-api-key.",
        "missing_api_key",
      );
    }
    const key = this.#byHash.get(hashOfKey(text));
    if (key === undefined) throw unauthorized("The key is not known here.", "invalid_api_key");
    return key;
  }
}

/** The key as OpenAI's clients send it, or as those of Azure (`api-key`) and Anthropic (`x-api-key`) do. */
function keyTextOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S{1,512})$/i.exec(headers.authorization ?? "")?.[1];
  return bearer ?? plainKey(headers["api-key"]) ?? plainKey(headers["x-api-key"]);
}

function plainKey(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && /^\S{1,512}$/.test(header) ? header : undefined;
}

function unauthorized(message: string, code: string): ApiError {
  return invalidRequest(401, message, { code, headers: { "www-authenticate": "Bearer" } });
}
