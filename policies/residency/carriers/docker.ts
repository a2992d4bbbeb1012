import { isList, isProperties, type Properties, UNKNOWN, type Value } from "../../resource.ts";
import { type Claim, childPath } from "../claim.ts";
import { hostClaim, registryOf } from "./hosts.ts";
import { isHostKey, isPlaceKey } from "./keys.ts";
import { textClaims, valueClaims as mentionClaims } from "./mentions.ts";
import { bareHost } from "./text.ts";

/** Properties of which each resource pushes what it names: what is built leaves the machine. */
const PUSHED: Readonly<Record<string, readonly string[]>> = {
  "docker:index/image:Image": ["imageName"],
  "docker:index/registryImage:RegistryImage": ["name", "tags"],
  "docker:index/remoteImage:RemoteImage": ["tags"],
  "docker:index/tag:Tag": ["targetImage"],
  "docker-build:index:Image": ["tags", "names", "cacheTo"],
  "docker-build:index:Index": ["tag", "sources"],
};

/** Keys with images that are pulled, wherever they stand. */
const IMAGE_KEY = /^(?:image|images|sourceImage|cacheFroms?|alias|baseImageName|ref|names|tags)$/;

/** Drivers that send a container's output to a cloud, and the option that names its region. */
const LOG_DRIVERS: Readonly<Record<string, string | undefined>> = {
  awslogs: "awslogs-region",
  gcplogs: undefined,
};

/** Every property of a resource of docker or docker-build that says where data goes or software comes from. */
export function dockerClaims(type: string, properties: Properties): Claim[] {
  const isPushing = properties["skipPush"] !== true && properties["push"] !== false;
  const pushed = isPushing ? (PUSHED[type] ?? []) : [];
  const isPullingByName = /:(?:RemoteImage|Plugin)$/.test(type);
  const claims: Claim[] = [];

  function visit(value: Value, path: string, key: string, isPushed: boolean): void {
    if (isList(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`, key, isPushed));
    else if (isProperties(value)) visitObject(value, path, isPushed);
    else claims.push(...leafClaims(value, path, key, isPushed));
  }

  function visitObject(value: Properties, path: string, isPushed: boolean): void {
    claims.push(...logDriverClaims(value, path));
    for (const [key, child] of Object.entries(value)) {
      const at = childPath(path, key);
      if (/^(?:labels|repoDigest)$/.test(key)) continue;
      visit(child, at, isPullingByName && at === "name" ? "image" : key, isPushed || pushed.includes(key));
    }
  }

  visitObject(properties, "", false);
  return claims;
}

function leafClaims(value: Value, path: string, key: string, pushed: boolean): Claim[] {
  const isImage = IMAGE_KEY.test(key) || (pushed && /^(?:name|imageName|targetImage|tag|sources)$/.test(key));
  const carries = pushed ? "data" : "software";
  if (value === UNKNOWN) {
    if (!isImage && !isHostKey(key)) return [];
    return [{ kind: "host", path, host: UNKNOWN, carries: isImage ? carries : "data", pushed }];
  }
  if (typeof value !== "string" || value === "") return [];
  if (isImage && !value.includes("://"))
    return [{ kind: "host", path, host: registryOf(value), carries, pushed }];
  if (isPlaceKey(key) && !value.includes("://") && !value.includes("."))
    return [{ kind: "place", path, value, table: undefined }];
  return valueClaims(value, path, key);
}

function valueClaims(value: string, path: string, key: string): Claim[] {
  // Build caches and exporters as one text: type=s3,region=eu-central-1,bucket=cache.
  if (key === "raw") {
    return value.split(",").flatMap((part) => {
      const [name = "", text = ""] = part.split("=");
      return name === "type"
        ? []
        : leafClaims(text, `${path} (${name})`, name, name === "ref" || name === "name");
    });
  }
  if (/base64|^data$/i.test(key)) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    return textClaims(path, decoded);
  }
  const [, variable, text] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(value) ?? [];
  if (variable !== undefined && text !== undefined) return mentionClaims(path, variable, text);
  // extraHosts and addHosts: NAME:ADDRESS.
  if (/^(?:extraHosts?|addHosts?)$/.test(key)) {
    const host = bareHost(value.slice(value.indexOf(":") + 1));
    return host === undefined ? [] : [hostClaim(path, host, "data")];
  }
  const isAddress = /^(?:address|server|serverAddress|hostName|dns|ip|context|location)$/.test(key);
  const host = isAddress && !value.includes("://") ? bareHost(value) : undefined;
  return host === undefined ? mentionClaims(path, key, value) : [hostClaim(path, host)];
}

function logDriverClaims(value: Properties, path: string): Claim[] {
  const { logDriver, name, logOpts, options } = value;
  const isDriverObject = /(?:^|\.)logDriver$/.test(path);
  const driver = typeof logDriver === "string" ? logDriver : isDriverObject ? name : undefined;
  if (typeof driver !== "string" || !Object.hasOwn(LOG_DRIVERS, driver)) return [];
  const at = childPath(path, isDriverObject ? "name" : "logDriver");
  const option = LOG_DRIVERS[driver];
  const given = isDriverObject ? options : logOpts;
  const region = option !== undefined && isProperties(given) ? given[option] : undefined;
  if (typeof region === "string")
    return [{ kind: "place", path: `${at} (${option ?? ""})`, value: region, table: "aws" }];
  return [
    {
      kind: "note",
      path: at,
      value: driver,
      verdict: "unproven",
      reason: "sends what the container prints to a cloud, and does not say to which region",
      fix: option === undefined ? "use another log driver" : `set its option ${option}`,
    },
  ];
}
