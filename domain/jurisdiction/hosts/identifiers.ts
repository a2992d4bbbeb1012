import { anywhere, type HostGroup } from "./types.ts";

const asOf = "2026-11-24";

/** Hosts whose URLs only name schemas and namespaces: nothing that runs calls them for its work. */
export const IDENTIFIERS: readonly HostGroup[] = [
  {
    operator: "World Wide Web Consortium",
    role: "identifier",
    source: "https://www.w3.org/TR/xml-names/",
    asOf,
    hosts: anywhere("www.w3.org", "w3.org"),
  },
  {
    operator: "JSON Schema",
    role: "identifier",
    source: "https://json-schema.org/understanding-json-schema/reference/schema",
    asOf,
    hosts: anywhere("json-schema.org"),
  },
  {
    operator: "Microsoft",
    role: "identifier",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
    asOf,
    hosts: anywhere("schemas.microsoft.com", "schema.management.azure.com", "schemas.xmlsoap.org"),
  },
  {
    operator: "OpenTelemetry",
    role: "identifier",
    source: "https://opentelemetry.io/docs/specs/otel/schemas/",
    asOf,
    hosts: anywhere("opentelemetry.io"),
  },
  {
    operator: "SchemaStore",
    role: "identifier",
    source: "https://www.schemastore.org/",
    asOf,
    hosts: anywhere("json.schemastore.org", "www.schemastore.org"),
  },
  {
    // Pages of its documentation stand in the texts of Pulumi's own errors.
    operator: "Pulumi",
    role: "identifier",
    source: "https://www.pulumi.com/docs/",
    asOf,
    hosts: anywhere("www.pulumi.com"),
  },
  {
    operator: "CloudEvents",
    role: "identifier",
    source: "https://cloudevents.io/",
    asOf,
    hosts: anywhere("cloudevents.io"),
  },
];
