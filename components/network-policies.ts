import type * as kubernetes from "@pulumi/kubernetes";

type Egress = kubernetes.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = kubernetes.types.input.networking.v1.NetworkPolicyPeer;

/** Addresses that are never a service on the internet: private networks, link-local, shared and loopback. */
const NOT_THE_INTERNET = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/**
 * HTTPS to the internet, but not to the cluster or its cloud's metadata service. A NetworkPolicy knows addresses and no
 * names, so which hosts are meant is enforced by the workload and judged by the residency policy.
 */
export function httpsToInternet(): Egress {
  return {
    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: NOT_THE_INTERNET } }],
    ports: [{ protocol: "TCP", port: 443 }],
  };
}

/** Pods of one part of the stack, in the same namespace or in another. */
export function pods(matchLabels: Record<string, string>, namespace?: string): Peer {
  return {
    podSelector: { matchLabels },
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }),
  };
}
