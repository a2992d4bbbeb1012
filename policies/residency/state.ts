import type { ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import { hostsOfUrls } from "../../domain/jurisdiction/hosts/index.ts";
import type { PlannedResource } from "../resource.ts";
import type { Claim } from "./claim.ts";
import { type Finding, finding } from "./finding.ts";
import { judgeClaims } from "./judge.ts";

/** Where Pulumi keeps the stack's state, which holds every input and output, and the key of its secrets. */
export interface StatePlace {
  /** The backend's URL, such as s3://bucket?region=eu-central-1; undefined where it is not known. */
  readonly backend: string | undefined;
  /** The secrets provider, such as awskms://alias/key?region=eu-central-1; undefined for a passphrase. */
  readonly secretsProvider: string | undefined;
}

/** What the findings on the state are told of. */
export const STATE: PlannedResource = {
  urn: "",
  type: "pulumi:pulumi:Stack",
  name: "state",
  properties: {},
  dependencies: [],
};

const AZURE_VAULT = /^azurekeyvault:\/\//;
const PULUMI_CLOUD = "api.pulumi.com";

/** The verdict on the state's backend and on its secrets provider. */
export function judgeState({ backend, secretsProvider }: StatePlace, settings: ResidencySettings): Finding[] {
  return [
    ...(backend === undefined ? [] : judgeUrl("backend", backend, settings)),
    ...(secretsProvider === undefined || /^(?:passphrase|default)?$/.test(secretsProvider)
      ? []
      : judgeUrl("secretsProvider", secretsProvider, settings)),
  ];
}

function judgeUrl(property: string, url: string, settings: ResidencySettings): Finding[] {
  const shown = shownUrl(url);
  if (/^file:\/\//.test(url)) {
    return [
      finding(STATE, property, "proved", {
        value: "file://",
        reason: "keeps the state in files of the machine that runs Pulumi",
      }),
    ];
  }
  const judged = judgeClaims(STATE, claimsOf(property, url), settings).map((found) => ({
    ...found,
    type: "pulumi",
  }));
  if (judged.length > 0) return judged;
  return [
    finding(STATE, property, "unproven", {
      value: shown,
      reason: "does not show where it lies",
      fix: "name its region in the URL (?region=…), or accept it in residency.exceptions",
    }),
  ];
}

/** A URL as it may be shown: where somebody is named in it, only the host is certain to be no password. */
function shownUrl(url: string): string {
  if (!url.includes("@")) return url.split(/[?#]/)[0] ?? "";
  const scheme = /^[a-z0-9+]{1,20}:\/\//i.exec(url)?.[0] ?? "";
  return `${scheme}${hostsOfUrls(url)[0]?.host ?? "…"}`;
}

/** The host that a backend's option names: s3.fr-par.scw.cloud, or a URL with it. */
function endpointOf(option: string): string {
  let endpoint = option;
  try {
    endpoint = decodeURIComponent(option);
  } catch {
    // A percent sign that encodes nothing: it is judged as it stands.
  }
  return hostsOfUrls(endpoint.includes("://") ? endpoint : `https://${endpoint}`)[0]?.host ?? endpoint;
}

function claimsOf(path: string, url: string): Claim[] {
  const [, scheme = "", rest = ""] = /^([a-z0-9+]+):\/\/(.*)$/is.exec(url) ?? [];
  const region = /[?&](?:region|location)=([\w-]+)/.exec(rest)?.[1];
  const endpoint = /[?&]endpoint=([^&]+)/.exec(rest)?.[1];
  if (endpoint !== undefined) return [{ kind: "host", path, host: endpointOf(endpoint), carries: "data" }];
  switch (scheme.toLowerCase()) {
    case "s3":
    case "awskms":
      return region === undefined ? [] : [{ kind: "place", path, value: region, table: "aws" }];
    case "gcpkms": {
      const location = /\/locations\/([\w-]+)\//.exec(rest)?.[1];
      return location === undefined ? [] : [{ kind: "place", path, value: location, table: "gcp" }];
    }
    case "http":
    case "https":
    case "postgres":
    case "postgresql":
      return hostsOfUrls(url)
        .slice(0, 1)
        .map(({ host }) => ({ kind: "host", path, host, carries: "data" }));
    default:
      return url === "" || AZURE_VAULT.test(url)
        ? []
        : url.startsWith("pulumi")
          ? [{ kind: "host", path, host: PULUMI_CLOUD, carries: "data" }]
          : [];
  }
}
