import { isStrongCode, locate } from "../../../domain/jurisdiction/locate.ts";
import { regionInText } from "../../../domain/jurisdiction/region-in-text.ts";
import {
  isList,
  isProperties,
  type PlannedResource,
  plainProperties,
  type Properties,
  UNKNOWN,
  type Value,
} from "../../resource.ts";
import { type Claim, childPath, words } from "../claim.ts";
import { cloudOf } from "../knowledge/clouds.ts";
import { missingSettings } from "../knowledge/missing-settings.ts";
import { spreadOf } from "../knowledge/spread.ts";
import { isNameService } from "../knowledge/worldwide.ts";
import { registryOf } from "./hosts.ts";
import { isDocumentationKey, isHostKey, isOwnName, isPlaceKey } from "./keys.ts";
import { textClaims, urlClaims, valueClaims } from "./mentions.ts";
import { profileIn } from "./text.ts";

/** What people write to sort their resources by or to explain them: any text, and no place. */
const FREE_TEXT_KEY =
  /^(?:tags|tagsAll|systemTags|freeformTags|definedTags|labels|annotations|userLabels|resourceLabels|effectiveLabels|pulumiLabels|description|displayName|name|namePrefix|comment|policy|assumeRolePolicy|inlinePolicies|managedPolicyArns|policyDocument)$/;

/** Keys of scripts that a machine runs when it starts. */
const SCRIPT_KEY =
  /^(?:userData|userDataBase64|customData|cloudInit|cloudConfig|cloudinit|startupScript|metadataStartupScript|user_data|user-data|startup-script|shutdown-script)$/;

/** Keys of definitions that are written as text, with hosts and images in them. */
const DEFINITION_KEY =
  /^(?:containerDefinitions|definition|templateBody|buildspec|configuration|openApiConfig|body)$/;

/** Keys of maps with the variables of a program: each name is the user's own. */
const VARIABLES_KEY =
  /^(?:variables|environment|environmentVariables|secretEnvironmentVariables|buildEnvironmentVariables|serviceEnvironmentVariables|env|envs|appSettings|settings)$/;

/** Properties that sound like a place and are none: countries whose users may read, and where users are. */
const NOT_A_PLACE = /geoRestriction\.locations|geoMatch|geoip|geolocation(?:RoutingPolic|s?\b)/i;

/** Zones of names: route53 hostedZone, dnsZone, managedZone. */
const NAME_ZONE = /^(?:zone|zoneName|zoneId|dnsZone|managedZone|zones)$/;

function isPlaceOf(type: string, key: string, path: string): boolean {
  if (!isPlaceKey(key) || NOT_A_PLACE.test(path)) return false;
  return !(NAME_ZONE.test(key) && isNameService(type)) && !(/route53/.test(type) && key !== "region");
}

/** Identifiers that a cloud gives: IONOS' datacenterId names a resource, not a place. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const OTHER_CLOUDS: ReadonlySet<string> = new Set(["aws", "azure", "gcp"]);

/** Keys that only name or number a thing; below a place's key (targetRegions[].name) they name the place. */
const NAMING_KEY = /^(?:name|id|value|code)$/;

/** Keys with a container image: image, baseImage, containerImageNames, dockerRepository. */
const IMAGE_KEY = /image|dockerRepository/i;
/** An image with its registry, as the distribution reference grammar has it. */
const IMAGE = /^(?:[\w-]+\.)+[\w-]+(?::\d+)?\/[\w./-]+(?:[:@][\w.:-]+)?$/;

/** Every property of a cloud's resource that says where it, or what it keeps or sends, will be. */
export function cloudClaims({ type, properties }: Pick<PlannedResource, "type" | "properties">): Claim[] {
  const table = cloudOf(type)?.table;
  const claims: Claim[] = [];

  function visit(value: Value, path: string, key: string): void {
    if (isList(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`, key));
    else if (isProperties(value)) visitObject(value, path, key);
    else if (value === UNKNOWN) visitUnknown(path, key);
    else if (typeof value === "string" && value !== "") visitText(value, path, key);
  }

  function visitObject(value: Properties, path: string, key: string): void {
    const { label, name: variable, value: text } = value;
    // A variable of a container or a function.
    if (typeof variable === "string" && typeof text === "string")
      claims.push(...valueClaims(childPath(path, "value"), variable, text));
    if (typeof variable === "string" && text === UNKNOWN)
      claims.push(unknownValue(childPath(path, "value"), variable));
    for (const [name, child] of Object.entries(value)) {
      const at = childPath(path, name);
      if (VARIABLES_KEY.test(key)) {
        visitVariable(child, at, name);
        continue;
      }
      const spread = spreadOf(type, name, child, at);
      // OVHcloud's orders: { label: "dedicated_datacenter", value: "gra" }.
      const isLabelled = name === "value" && typeof label === "string" && isPlaceKey(label);
      if (spread !== undefined) claims.push(spread);
      else if (isLabelled) visit(child, at, label);
      else if (NAMING_KEY.test(name) && (isPlace(key, path) || isResourceName(child))) visit(child, at, key);
      else if (!FREE_TEXT_KEY.test(name) && !isDocumentation(name, child) && !isInbound(name, at))
        visit(child, at, name);
    }
  }

  /** A variable of a program, whatever it is called. */
  function visitVariable(value: Value, path: string, name: string): void {
    if (value === UNKNOWN) claims.push(unknownValue(path, name));
    else visit(value, path, name);
  }

  const isPlace = (key: string, path: string) => isPlaceOf(type, key, path);

  function visitUnknown(path: string, key: string): void {
    if (SCRIPT_KEY.test(key) || DEFINITION_KEY.test(key))
      claims.push({ kind: "host", path, host: UNKNOWN, carries: "data", composed: true });
    else if (VARIABLES_KEY.test(key))
      claims.push({ kind: "host", path, host: UNKNOWN, carries: "data", composed: true });
    else if (key === "datacenterId")
      claims.push({ kind: "reference", path, value: UNKNOWN, what: "a data center" });
    else if (isPlace(key, path)) claims.push({ kind: "place", path, value: UNKNOWN, table });
    else if (isReferenceKey(key))
      claims.push({ kind: "reference", path, value: UNKNOWN, what: "a resource" });
    else if (isHostKey(key)) claims.push({ kind: "host", path, host: UNKNOWN, carries: "data" });
  }

  function visitText(value: string, path: string, key: string): void {
    const parsed = parsedText(value);
    if (parsed !== undefined) {
      visit(parsed, path, key);
      return;
    }
    const named = regionInText(value, table);
    if (profileIn(value) !== undefined) claims.push(...valueClaims(path, key, value));
    else if (named !== undefined)
      claims.push({ kind: "place", path, value: named, table: tableOfText(value) ?? table });
    else if (SCRIPT_KEY.test(key)) claims.push(...textClaims(path, decodedScript(value)));
    // The name of a permission: https://www.googleapis.com/auth/devstorage.read_only.
    else if (/scopes?$/i.test(key) && value.includes("://")) return;
    else if (value.includes("://")) claims.push(...urlClaims(path, value, carriedBy(key)));
    else if (IMAGE_KEY.test(key) && IMAGE.test(value))
      claims.push({ kind: "host", path, host: registryOf(value), carries: "software" });
    else if (BUCKET.test(value)) claims.push({ kind: "reference", path, value, what: "a bucket" });
    else if (LOG_SINK.test(value))
      claims.push({ kind: "reference", path, value, what: "a log's destination" });
    else if (isPlaceKey(key) && UUID.test(value))
      claims.push({ kind: "reference", path, value, what: "a resource" });
    else if (isPlace(key, path)) claims.push(...placeClaim(value, path, key, table));
    else if (type.startsWith("gcp:spanner/") && /^(?:config|instanceConfig)$/.test(key))
      claims.push({
        kind: "place",
        path,
        value: value.replace(/^.*\//, "").replace(/^regional-/, ""),
        table,
      });
    else if (isStrongCode(value, table)) claims.push({ kind: "place", path, value, table });
    // A record of a domain is a name that anyone may look up.
    else if (!isNameService(type)) claims.push(...valueClaims(path, key, value, carriedBy(key)));
  }

  visit(properties, "", "");
  return [...claims, ...missingSettings(type, properties)];
}

/** The name of a resource of Google Cloud, which says where it is: projects/p/locations/europe-west3/…. */
function isResourceName(value: Value): boolean {
  return typeof value === "string" && value.startsWith("projects/");
}

/** A value that becomes known later, under a name that says whether it is a host. */
function unknownValue(path: string, name: string): Claim {
  return isHostKey(name)
    ? { kind: "host", path, host: UNKNOWN, carries: "data" }
    : { kind: "reference", path, value: UNKNOWN, what: "a value" };
}

/** A text that explains, or an object of links to such texts. */
function isDocumentation(key: string, value: Value): boolean {
  return isDocumentationKey(key) && (typeof value === "string" || /^documentation$/i.test(key));
}

/** Names under which a thing is reached or from which it is read, and permissions that look like URLs. */
function isInbound(key: string, path: string): boolean {
  if (isOwnName(key) || words(key).includes("cors") || key === "validationRecordFqdns") return true;
  // A machine's own name.
  return path === key && /^(?:hostname|hostName|computerName)$/.test(key);
}

/** Who signs tokens that are accepted: only its public keys are read. */
function carriedBy(key: string): "data" | "software" {
  return words(key).some((word) => word === "issuer" || word === "jwks") ? "software" : "data";
}

/** An object or a list that is written as JSON text, such as the containers of an ECS task. */
function parsedText(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? plainProperties({ parsed })["parsed"] : undefined;
  } catch {
    return undefined;
  }
}

/** Zones that a cloud numbers or names within a region say nothing that the region does not. */
function placeClaim(value: string, path: string, key: string, table: string | undefined): Claim[] {
  if (table === "azure" && /^\d$/.test(value)) return [];
  if (table === "ionos" && /^(?:AUTO|ZONE_\d)$/.test(value)) return [];
  if (table === "openstack" && !/region/i.test(key)) {
    // An OpenStack's availability zones are called nova, az1, …; only a name like one of a table says anything.
    const place = locate(value);
    if (place.status === "unknown" && place.nearest.length === 0) return [];
  }
  // awsRegion and azureRegion of a service that works on another cloud.
  const [cloud = ""] = words(key);
  return [{ kind: "place", path, value, table: OTHER_CLOUDS.has(cloud) ? cloud : table }];
}

/** Identifiers that say of which cloud they are, whatever the cloud of the resource that holds them. */
const IDENTIFIER_TABLES: readonly (readonly [form: RegExp, table: string])[] = [
  [/^arn:aws/, "aws"],
  [/^arn:scw:/, "scaleway"],
  [/^ocid1\./, "oracle"],
  [/^crn:/, "ibm"],
  [/^acs:/, "alibaba"],
];

function tableOfText(value: string): string | undefined {
  return IDENTIFIER_TABLES.find(([form]) => form.test(value))?.[1];
}

/** ARNs and self links say where what they name lies, once they are known. */
function isReferenceKey(key: string): boolean {
  const parts = words(key);
  const last = parts.at(-1) ?? "";
  const isKey = parts.includes("kms") && ["id", "name", "key"].includes(last);
  return isKey || ["arn", "arns", "link", "links"].includes(last);
}

/** A bucket's ARN has no region: arn:aws:s3:::name. */
const BUCKET = /^arn:aws[\w-]*:s3:::[^*/]+$/;
/** Where Google Cloud's logs are sent: storage.googleapis.com/bucket, bigquery.googleapis.com/projects/…. */
const LOG_SINK = /^(?:storage|bigquery|pubsub|logging)\.googleapis\.com\/./;

function decodedScript(value: string): string {
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(value) ? Buffer.from(value, "base64").toString("utf8") : value;
}
