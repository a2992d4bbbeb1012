import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { selector } from "./kubernetes.ts";

/** Name of the headless Service beside `name`: its DNS name lists every pod. */
export function podsServiceName(name: string): string {
  return `${name}-pods`;
}

/**
 * Two Services for one part: `name` spreads requests over ready pods, `name-pods` is headless and lists every pod, so
 * that Prometheus scrapes each of them.
 */
export function serviceWithPods(
  resourceName: string,
  name: string,
  port: number,
  metadata: { namespace: string; labels: Record<string, string> },
  parent: pulumi.Resource,
): void {
  // The pods are awaited by their own Deployment; scaled to zero there are none, which is no error.
  const annotations = { "pulumi.com/skipAwait": "true" };
  const ports = [{ name: "http", port, targetPort: "http", protocol: "TCP" }];
  new kubernetes.core.v1.Service(
    resourceName,
    {
      metadata: { ...metadata, name, annotations },
      spec: { type: "ClusterIP", selector: selector(name), ports },
    },
    { parent },
  );
  new kubernetes.core.v1.Service(
    `${resourceName}-pods`,
    {
      metadata: { ...metadata, name: podsServiceName(name), annotations },
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: selector(name), ports },
    },
    { parent },
  );
}
