import type { PlannedResource, Properties } from "../../policies/resource.ts";

/** A resource as a policy is shown it; its name is the last part of its type unless one is given. */
export function planned(
  type: string,
  properties: Properties = {},
  rest: Partial<PlannedResource> = {},
): PlannedResource {
  const name = rest.name ?? type.split(":").at(-1) ?? type;
  return {
    urn: `urn:pulumi:test::project::${type}::${name}`,
    type,
    name,
    properties,
    dependencies: [],
    ...rest,
  };
}

export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An endpoint of a gateway's configuration. */
export function endpoint(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "premium",
    tier: "premium",
    url: "https://llm.example/v1",
    model: "model",
    jurisdiction: { country: "DE", operator: "Example", ownerCountry: "DE" },
    accepts: ["public", "sensitive"],
    ...changes,
  };
}

export const place = (country: string, ownerCountry = country) => ({
  country,
  operator: "Example",
  ownerCountry,
});

/** A gateway's ConfigMap with these endpoints, or with this text. */
export function gatewayConfigMap(content: Record<string, unknown>[] | string): PlannedResource {
  return planned("kubernetes:core/v1:ConfigMap", {
    metadata: { name: "gateway-config", labels: { "eu-llm-stack/config": "gateway" } },
    data: { "gateway.json": typeof content === "string" ? content : JSON.stringify({ endpoints: content }) },
  });
}
