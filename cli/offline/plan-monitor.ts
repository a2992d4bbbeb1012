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

  private record(request: RegisterResourceRequest, urn: string): void {
    const provider = this.registrations.find(
      (known) => known.urn === request.getProvider().split("::").slice(0, -1).join("::"),
    );
    this.registrations.push({
      urn,
      type: request.getType(),
      name: request.getName(),
      properties: plainProperties(request.getObject()?.toJavaScript() ?? {}),
      ...(provider === undefined ? {} : { provider: { urn: provider.urn, properties: provider.properties } }),
      ...(request.getParent() === "" ? {} : { parent: request.getParent() }),
      dependencies: request.getDependenciesList(),
    });
  }
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
