import type { UNKNOWN } from "../resource.ts";
import type { Carried } from "./finding.ts";

/** What a property says about a place, before anybody judges it. */
export type Claim = PlaceClaim | HostClaim | ReferenceClaim | NoteClaim;

/** A region, zone, location: a code to look up. */
export interface PlaceClaim {
  readonly kind: "place";
  /** Path of the property, such as replicas[0].regionName. */
  readonly path: string;
  readonly value: string | typeof UNKNOWN;
  /** Table to look the code up in; undefined: any. */
  readonly table: string | undefined;
}

/** A host that data goes to or software comes from. */
export interface HostClaim {
  readonly kind: "host";
  readonly path: string;
  /** Host without scheme, port and credentials; UNKNOWN where it is not known yet. */
  readonly host: string | typeof UNKNOWN;
  readonly carries: Carried;
  /** True where the value is a whole text or object, of which a part may be a host that nobody can see yet. */
  readonly composed?: boolean;
  /** True where something is sent there even if the host is one that software is pulled from. */
  readonly pushed?: boolean;
}

/** An identifier of another resource that does not itself say where that is. */
export interface ReferenceClaim {
  readonly kind: "reference";
  readonly path: string;
  /** Undefined where it must not be shown, UNKNOWN where it is not known yet. */
  readonly value: string | undefined | typeof UNKNOWN;
  /** What it names, for people: "a bucket". */
  readonly what: string;
}

/** A setting that by itself decides, such as replication to wherever the cloud likes. */
export interface NoteClaim {
  readonly kind: "note";
  readonly path: string;
  readonly value: string | undefined;
  readonly verdict: "violating" | "unproven";
  readonly reason: string;
  readonly fix: string;
}

/** The words of a key: storageLocationNames and OTEL_EXPORTER_OTLP_ENDPOINT alike, in lower case. */
export function words(key: string): string[] {
  // Nothing that long is a key, and looking for its capitals takes the square of the time.
  if (key.length > 200) return [];
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** The path of a child: dots for names, brackets for everything else. */
export function childPath(path: string, key: string): string {
  const plain = /^[A-Za-z_$][\w$-]*$/.test(key);
  if (!plain) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}
