import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels, type PlacementArgs } from "../kubernetes.ts";

export interface SecureNamespaceArgs extends PlacementArgs {
  /**
   * Pod Security Standard that the API server enforces in this namespace. `privileged` is only for agents that must
   * see the node itself.
   */
  podSecurity: "restricted" | "privileged";
}

/**
 * A namespace in which nothing may talk and nothing may run as root until something says so: Pod Security by label, a
 * NetworkPolicy that denies all traffic both ways, and one that allows name resolution. What depends on this component
 * starts only when its policies stand.
 */
export class SecureNamespace extends pulumi.ComponentResource {
  constructor(name: string, args: SecureNamespaceArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:SecureNamespace", name, args, options);
    const { environment, namespace, podSecurity } = args;
    const child = { parent: this };

    const object = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name: namespace,
          labels: {
            ...labels("namespace", environment),
            "pod-security.kubernetes.io/enforce": podSecurity,
            "pod-security.kubernetes.io/enforce-version": "latest",
            "pod-security.kubernetes.io/warn": podSecurity,
            "pod-security.kubernetes.io/audit": podSecurity,
          },
        },
      },
      child,
    );

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-deny-all`,
      {
        metadata: { name: "deny-all", namespace, labels: labels("network-policy", environment) },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      { ...child, dependsOn: object },
    );

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-allow-dns`,
      {
        metadata: { name: "allow-dns", namespace, labels: labels("network-policy", environment) },
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: [
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 53 },
              ],
            },
          ],
        },
      },
      { ...child, dependsOn: object },
    );

    this.registerOutputs({ name: object.metadata.name });
  }
}
