import { z } from "zod";
import { CLUSTER_VARIABLE, kubectl } from "./requirements.ts";
import { output } from "./sandbox.ts";

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()),
  }),
  spec: z.looseObject({ nodeName: z.string().optional() }),
  status: z.looseObject({ phase: z.string() }),
});
const podsSchema = z.looseObject({ items: z.array(podSchema) });

/** A disposable cluster: a GPU node with a taint, a CPU node, and volumes that a pod can be given. */
const FIXTURES = ["gpu", "cpu"]
  .map(
    (role) => `
apiVersion: v1
kind: Node
metadata:
  name: test-${role}
  labels: { kubernetes.io/hostname: test-${role}, kubernetes.io/os: linux${role === "gpu" ? ', nvidia.com/gpu.present: "true"' : ""} }
spec: ${role === "gpu" ? "{ taints: [{ key: nvidia.com/gpu, value: present, effect: NoSchedule }] }" : "{}"}
status:
  allocatable: &resources { cpu: "8", memory: 48Gi, pods: "110"${role === "gpu" ? ', nvidia.com/gpu: "1"' : ""} }
  capacity: *resources
---`,
  )
  .concat(
    ["one", "two", "three", "four"].map(
      (name) => `
apiVersion: v1
kind: PersistentVolume
metadata: { name: test-${name} }
spec:
  capacity: { storage: 200G }
  accessModes: [ReadWriteOnce]
  storageClassName: test
  persistentVolumeReclaimPolicy: Retain
  hostPath: { path: /tmp/test-${name} }
---`,
    ),
  )
  .concat(
    `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: test, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
`,
  )
  .join("\n");

/** The cluster that the tests may use as they like. */
export class TestCluster {
  readonly kubeconfig = process.env[CLUSTER_VARIABLE] ?? "";

  async kubectl(...args: string[]): Promise<string> {
    return output(kubectl() ?? "kubectl", ["--kubeconfig", this.kubeconfig, ...args]);
  }

  /** Writes the fixtures to `file` and creates them. */
  async setUp(write: (text: string) => string): Promise<void> {
    await this.kubectl("apply", "--server-side", "-f", write(FIXTURES));
  }

  async tearDown(): Promise<void> {
    await this.kubectl("delete", "--ignore-not-found", "node/test-gpu", "node/test-cpu", "storageclass/test");
    await this.kubectl(
      "delete",
      "--ignore-not-found",
      ...["one", "two", "three", "four"].map((name) => `pv/test-${name}`),
    );
  }

  /** Node of each pod in a namespace, by the pod's part of the stack. */
  async placement(namespace: string): Promise<Map<string, Set<string>>> {
    const { items } = podsSchema.parse(
      JSON.parse(await this.kubectl("get", "pods", "-n", namespace, "-o", "json")),
    );
    const nodes = new Map<string, Set<string>>();
    for (const { metadata, spec, status } of items) {
      const part = metadata.labels["app.kubernetes.io/name"] ?? metadata.name;
      const node = status.phase === "Running" ? (spec.nodeName ?? "none") : status.phase;
      nodes.set(part, (nodes.get(part) ?? new Set()).add(node));
    }
    return nodes;
  }

  async namespaces(): Promise<string[]> {
    const names = await this.kubectl("get", "namespaces", "-o", "name");
    return names.split("\n").filter((name) => name.startsWith("namespace/llm-"));
  }
}
