import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { selector } from "./kubernetes.ts";

export interface ServiceArgs {
  /** Name of the part of the stack whose pods answer. */
  name: string;
  /** Port of the Service, and of the pods' container port named `http`. */
  port: number;
  metadata: { namespace: string; labels: Record<string, string> };
}

/** The pods are awaited by their own Deployment; scaled to zero there are none, which is no error. */
const NO_AWAIT = { "pulumi.com/skipAwait": "true" };

function ports(port: number): kubernetes.types.input.core.v1.ServicePort[] {
  return [{ name: "http", port, targetPort: "http", protocol: "TCP" }];
}

/** A Service inside the cluster that spreads connections over the part's ready pods. */
export function clusterService(resourceName: string, args: ServiceArgs, parent: pulumi.Resource): void {
  const { name, port, metadata } = args;
  new kubernetes.core.v1.Service(
    resourceName,
    {
      metadata: { ...metadata, name, annotations: NO_AWAIT },
      spec: { type: "ClusterIP", selector: selector(name), ports: ports(port) },
    },
    { parent },
  );
}

/** Name of the headless Service beside `name`: its DNS name lists every pod. */
export function podsServiceName(name: string): string {
  return `${name}-pods`;
}

/** A headless Service that lists every pod, ready or not, so that Prometheus scrapes each of them. */
export function podsService(resourceName: string, args: ServiceArgs, parent: pulumi.Resource): void {
  const { name, port, metadata } = args;
  new kubernetes.core.v1.Service(
    `${resourceName}-pods`,
    {
      metadata: { ...metadata, name: podsServiceName(name), annotations: NO_AWAIT },
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: selector(name),
        ports: ports(port),
      },
    },
    { parent },
  );
}
