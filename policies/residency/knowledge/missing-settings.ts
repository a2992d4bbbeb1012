import type { Properties } from "../../resource.ts";
import type { NoteClaim } from "../claim.ts";
import { entryOf, unversioned } from "./type-token.ts";

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
  "gcp:bigquery/reservation:Reservation": {
    property: "location",
    verdict: "violating",
    reason: "is not set, and its default is the multi-region US",
    fix: "set it to EU or to a region inside",
    source: "https://cloud.google.com/bigquery/docs/locations",
  },
  "gcp:bigquery/dataTransferConfig:DataTransferConfig": {
    property: "location",
    verdict: "violating",
    reason: "is not set, and its default is the multi-region US",
    fix: "set it to EU or to a region inside",
    source: "https://cloud.google.com/bigquery/docs/locations",
  },
  "gcp:container/registry:Registry": {
    property: "location",
    verdict: "violating",
    reason: "is not set, and its default is gcr.io, which keeps images in the United States",
    fix: "set it to EU",
    source: "https://cloud.google.com/container-registry/docs/pushing-and-pulling",
  },
  "azure:communication/service:Service": {
    property: "dataLocation",
    verdict: "violating",
    reason: "is not set, and its default is the United States",
    fix: "set it to a geography inside",
    source: "https://learn.microsoft.com/azure/communication-services/concepts/privacy",
  },
  "digitalocean:index/spacesBucket:SpacesBucket": {
    property: "region",
    verdict: "violating",
    reason: "is not set, and its default is nyc3 in the United States",
    fix: "set it to a region inside, such as fra1 or ams3",
    source: "https://www.pulumi.com/registry/packages/digitalocean/api-docs/spacesbucket/",
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
  const setting = entryOf(BY_TYPE, unversioned(type));
  if (setting === undefined || properties[setting.property] !== undefined) return [];
  const { property, verdict, reason, fix, source } = setting;
  return [{ kind: "note", path: property, value: undefined, verdict, reason: `${reason} (${source})`, fix }];
}
