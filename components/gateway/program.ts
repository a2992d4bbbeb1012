import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { GATEWAY_NODE_FLAGS } from "../../domain/gateway/node-flags.ts";
import { NODEJS } from "../images.ts";
import { checksum, restrictedContainer } from "../kubernetes.ts";

/** How the gateway's program gets into its pods. */
export type GatewayProgram =
  /** Its one-file bundle, mounted into a stock Node.js image. */
  | { readonly bundle: string }
  /** An image that holds it. */
  | { readonly image: pulumi.Input<string> };

/** What a pod needs to run the program, however it gets there. */
export interface MountedProgram {
  readonly image: pulumi.Input<string>;
  /** Changes with the program: rolls the pods. */
  readonly checksum: string;
  /** First arguments of the container: Node.js' own, and the file that it runs. */
  readonly args: string[];
  readonly initContainers: kubernetes.types.input.core.v1.Container[];
  readonly mounts: kubernetes.types.input.core.v1.VolumeMount[];
  readonly volumes: kubernetes.types.input.core.v1.Volume[];
}

/** Where the gateway's own image keeps the bundle; its entry point is Node.js itself. */
const PROGRAM_IN_IMAGE = "/app/gateway.mjs";

/**
 * Bytes of compressed program in one ConfigMap. `kubectl apply` keeps a copy of the object in an annotation of at most
 * 262,144 bytes, in which these take 4/3 of their size.
 */
const PART_BYTES = 150_000;

/** An image as it is. */
export function programInImage(image: pulumi.Input<string>): MountedProgram {
  return {
    image,
    checksum: "image",
    args: [...GATEWAY_NODE_FLAGS, PROGRAM_IN_IMAGE],
    initContainers: [],
    mounts: [],
    volumes: [],
  };
}

/**
 * The bundle in compressed parts, one ConfigMap each, which an init container puts together in memory before the gateway
 * starts. Needs no registry, and works on any cluster.
 */
export function programInConfigMaps(
  resourceName: string,
  bundle: string,
  metadata: { namespace: string; labels: Record<string, string> },
  parent: pulumi.Resource,
): MountedProgram {
  const compressed = gzipSync(bundle, { level: 9 });
  const unpack = readFileSync(join(import.meta.dirname, "unpack.mjs"), "utf8");
  const parts = Array.from({ length: Math.ceil(compressed.length / PART_BYTES) }, (_, index) => {
    const data = compressed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES).toString("base64");
    return new kubernetes.core.v1.ConfigMap(
      `${resourceName}-program-${index}`,
      {
        metadata: { ...metadata, name: `gateway-program-${index}` },
        binaryData: { [`part-${String(index).padStart(3, "0")}`]: data },
        ...(index === 0 ? { data: { "unpack.mjs": unpack } } : {}),
      },
      { parent },
    );
  });
  return {
    image: NODEJS.reference,
    checksum: checksum(bundle + unpack),
    args: [...GATEWAY_NODE_FLAGS, "/program/gateway.mjs"],
    initContainers: [
      {
        name: "unpack",
        image: NODEJS.reference,
        imagePullPolicy: "IfNotPresent",
        args: ["/parts/unpack.mjs", "/parts", "/program/gateway.mjs"],
        securityContext: restrictedContainer(),
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        volumeMounts: [
          { name: "parts", mountPath: "/parts", readOnly: true },
          { name: "program", mountPath: "/program" },
        ],
      },
    ],
    mounts: [{ name: "program", mountPath: "/program", readOnly: true }],
    volumes: [
      {
        name: "parts",
        projected: { sources: parts.map((part) => ({ configMap: { name: part.metadata.name } })) },
      },
      { name: "program", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
    ],
  };
}
