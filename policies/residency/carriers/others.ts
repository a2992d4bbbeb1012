import {
  isList,
  isProperties,
  packageOf,
  type PlannedResource,
  UNKNOWN,
  type Value,
} from "../../resource.ts";
import { type Claim, childPath } from "../claim.ts";
import { cloudClaims } from "./cloud.ts";
import { dockerClaims } from "./docker.ts";
import { isHostKey, isProseKey } from "./keys.ts";
import { valueClaims } from "./mentions.ts";

/** Claims of packages that are no cloud: docker, docker-build, command, and whatever nobody has looked at. */
export function otherClaims({
  type,
  properties,
  provider,
}: Pick<PlannedResource, "type" | "properties" | "provider">): Claim[] {
  switch (packageOf(type)) {
    case "docker":
    case "docker-build":
      return dockerClaims(type, properties);
    case "random":
    case "tls":
      return [];
    default: {
      const places = cloudClaims({ type, properties }).filter(({ kind }) => kind === "place");
      // A component creates nothing itself, and what it is given comes back in its parts; a place that is wrong is told
      // as early as can be.
      const isComponent = provider === undefined && !type.startsWith("pulumi:providers:");
      return isComponent
        ? places
        : [...places, ...textClaims(properties, "", "").filter(({ kind }) => kind !== "place")];
    }
  }
}

/** Hosts in any text of a resource of which nothing else is known. */
function textClaims(value: Value, path: string, key: string): Claim[] {
  if (isList(value)) return value.flatMap((item, index) => textClaims(item, `${path}[${index}]`, key));
  if (isProperties(value))
    return Object.entries(value).flatMap(([name, child]) =>
      isProseKey(name) ? [] : textClaims(child, childPath(path, name), name),
    );
  if (value === UNKNOWN)
    return isHostKey(key) ? [{ kind: "host", path, host: UNKNOWN, carries: "data" }] : [];
  if (typeof value !== "string") return [];
  return valueClaims(path, key, value);
}
