import type { Claim } from "../claim.ts";
import type { Carried } from "../finding.ts";

export function hostClaim(path: string, host: string, carries: Carried = "data"): Claim {
  return { kind: "host", path, host, carries };
}

/**
 * The registry of a container image: "ghcr.io" in ghcr.io/org/name:tag, "docker.io" where none is named. The rule is
 * that of the distribution reference grammar: the first part is a registry where it has a dot or a port, or is
 * localhost.
 */
export function registryOf(image: string): string {
  const [first = "", ...rest] = image.replace(/^(?:docker|oci):\/\//, "").split("/");
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return isRegistry ? first.replace(/:\d+$/, "") : "docker.io";
}
