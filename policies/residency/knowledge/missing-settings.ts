import type { Properties } from "../../resource.ts";
import type { NoteClaim } from "../claim.ts";

/** A setting whose absence sends data somewhere, whatever the provider's region is. */
interface MissingSetting {
  readonly property: string;
  readonly verdict: NoteClaim["verdict"];
  readonly reason: string;
  readonly fix: string;
  readonly source: string;
}

const BY_TYPE: Readonly<Record<string, MissingSetting>> = {
  "gcp:pubsub/topic:Topic": {
    property: "messageStoragePolicy",
    verdict: "unproven",
    reason: "is not set, so messages are kept in the region nearest to whoever publishes them",
    fix: "set messageStoragePolicy.allowedPersistenceRegions to regions inside",
    source: "https://cloud.google.com/pubsub/docs/resource-location-restriction",
  },
  "gcp:bigquery/dataset:Dataset": {
    property: "location",
    verdict: "violating",
    reason: "is not set, and its default is the multi-region US, whatever the provider's region is",
    fix: "set it to EU or to a region inside",
    source: "https://cloud.google.com/bigquery/docs/locations",
  },
  "aws:apigateway/restApi:RestApi": {
    property: "endpointConfiguration",
    verdict: "unproven",
    reason: "is not set, so requests come in through CloudFront's edge locations all over the world",
    fix: 'set endpointConfiguration.types to "REGIONAL" or "PRIVATE"',
    source:
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html",
  },
};

/** What a resource leaves open that it should not. */
export function missingSettings(type: string, properties: Properties): NoteClaim[] {
  const setting = BY_TYPE[type];
  if (setting === undefined || properties[setting.property] !== undefined) return [];
  const { property, verdict, reason, fix, source } = setting;
  return [{ kind: "note", path: property, value: undefined, verdict, reason: `${reason} (${source})`, fix }];
}
