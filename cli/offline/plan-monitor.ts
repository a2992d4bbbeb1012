import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { type PlannedResource, plainProperties } from "../../policies/resource.ts";

const MOCKS: pulumi.runtime.Mocks = {
  newResource: ({ inputs }) => ({ id: undefined, state: plainObject(inputs) }),
  call: () => ({}),
};

/**
 * Stands in for the engine: takes every registration, records it, and answers as a preview does. What a resource is
 * given, it has; everything else is unknown until it is created.
 */
export class PlanMonitor extends MockMonitor {
  readonly registrations: PlannedResource[] = [];
  /** URN → where the program registered it, as the engine writes positions. */
  readonly positions: Record<string, string> = {};
  /** The mock monitor's URN of each registration → the engine's. */
  readonly #urns = new Map<string, string>();

  constructor() {
    super(MOCKS);
  }

  override async registerResource(
    request: RegisterResourceRequest,
    callback: (error: unknown, response: unknown) => void,
  ): Promise<void> {
    await super.registerResource(request, (error, response: unknown) => {
      if (error === null || error === undefined) this.record(request, urnOf(response));
      callback(error, response);
    });
  }

  private record(request: RegisterResourceRequest, mockUrn: string): void {
    const real = (urn: string) => this.#urns.get(urn) ?? urn;
    const parent = request.getParent() === "" ? undefined : real(request.getParent());
    const urn = qualifiedUrn(mockUrn, request.getType(), parent);
    this.#urns.set(mockUrn, urn);
    const position = request.getSourceposition();
    if (position !== undefined)
      this.positions[urn] = `${position.getUri()}#${position.getLine()},${position.getColumn()}`;
    const providerUrn = real(request.getProvider().split("::").slice(0, -1).join("::"));
    const explicit = this.registrations.find((known) => known.urn === providerUrn);
    const provider = explicit && { urn: explicit.urn, properties: explicit.properties };
    this.registrations.push({
      urn,
      type: request.getType(),
      name: request.getName(),
      properties: plainProperties(request.getObject()?.toJavaScript() ?? {}),
      ...(request.getCustom() ? { provider: provider ?? defaultProvider(request.getType()) } : {}),
      ...(parent === undefined ? {} : { parent }),
      dependencies: request.getDependenciesList().map(real),
      origins: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()].map(([property, from]) => [
          property,
          from.getUrnsList().map(real),
        ]),
      ),
    });
  }
}

/** The provider that the engine makes for resources that name none; offline nobody knows how it is configured. */
function defaultProvider(type: string): NonNullable<PlannedResource["provider"]> {
  return { urn: `pulumi:providers:${type.split(":")[0] ?? type}::default`, properties: {} };
}

/**
 * The URN that the engine would give: the mock monitor puts only the parent's own type before the resource's, the
 * engine the types of all ancestors below the stack.
 */
function qualifiedUrn(mockUrn: string, type: string, parent: string | undefined): string {
  const [urn = "", project = "", , name = ""] = mockUrn.split("::");
  const ancestors = parent?.split("::")[2];
  const prefix = ancestors === undefined || ancestors === "pulumi:pulumi:Stack" ? "" : `${ancestors}$`;
  return [urn, project, `${prefix}${type}`, name].join("::");
}

function urnOf(response: unknown): string {
  if (typeof response === "object" && response !== null && "getUrn" in response) {
    const { getUrn } = response;
    if (typeof getUrn === "function") return String(getUrn.call(response));
  }
  throw new Error("the mock monitor answered without a URN");
}

function plainObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Puts the monitor in the engine's place for this process; there is no way back. */
export async function useMonitor(monitor: PlanMonitor, project: string, stack: string): Promise<void> {
  // setMocks also tells the runtime what such a monitor supports; its own monitor is then replaced by ours.
  await pulumi.runtime.setMocks(MOCKS, project, stack, true);
  pulumi.runtime.setMockOptions(monitor, project, stack, true);
}
