import { createHash } from "node:crypto";
import type * as kubernetes from "@pulumi/kubernetes";

/** Labels that every object carries; `name` tells the parts of the stack apart. */
export function labels(name: string, environment: string): Record<string, string> {
  return {
    ...selector(name),
    "app.kubernetes.io/instance": environment,
    "app.kubernetes.io/part-of": "eu-llm-stack",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** The label by which Services and policies find a part's pods. Kept apart: a selector can never change. */
export function selector(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}

/** Pod settings that the `restricted` Pod Security Standard asks for, and no API token unless it is needed. */
export function restrictedPod(user: number): {
  securityContext: kubernetes.types.input.core.v1.PodSecurityContext;
  automountServiceAccountToken: boolean;
  enableServiceLinks: boolean;
} {
  return {
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    automountServiceAccountToken: false,
    // The variables of every Service in the namespace would only leak its layout into the process.
    enableServiceLinks: false,
  };
}

/** Container settings that the `restricted` Pod Security Standard asks for. */
export function restrictedContainer(
  readOnlyRootFilesystem = true,
): kubernetes.types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem,
    capabilities: { drop: ["ALL"] },
  };
}

/** Spreads pods over nodes where there are several, without refusing to run where there is one. */
export function spreadOverNodes(name: string): kubernetes.types.input.core.v1.TopologySpreadConstraint[] {
  return [
    {
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: selector(name) },
    },
  ];
}

/** Keeps a pod off GPU nodes where it can: they cost the most, and draining one should move only the model. */
export function awayFromGpus(
  gpuLabels: Readonly<Record<string, string>>,
): kubernetes.types.input.core.v1.Affinity {
  const keys = Object.keys(gpuLabels);
  if (keys.length === 0) return {};
  return {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          preference: { matchExpressions: keys.map((key) => ({ key, operator: "DoesNotExist" })) },
        },
      ],
    },
  };
}

/** A short fingerprint of a configuration: as a pod annotation it rolls the pods when the configuration changes. */
export function checksum(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/** What every component of the stack is given. */
export interface PlacementArgs {
  /** The environment's name. */
  environment: string;
  /** The namespace's name, known before anything is created. */
  namespace: string;
}
