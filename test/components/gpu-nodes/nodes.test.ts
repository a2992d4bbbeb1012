import { beforeAll, describe, expect, test } from "vitest";
import { ExistingGpuNodes } from "../../../components/gpu-nodes/existing.ts";
import type { GpuNodes, GpuPoolArgs } from "../../../components/gpu-nodes/gpu-nodes.ts";
import { ScalewayGpuNodes } from "../../../components/gpu-nodes/scaleway.ts";
import { at, clearTexts } from "../clear-text.ts";
import { all, KUBECONFIG, only, record, type Registered } from "../recorder.ts";

const CLUSTER = "scaleway:kubernetes/cluster:Cluster";
const POOL = "scaleway:kubernetes/pool:Pool";
const KUBERNETES = "pulumi:providers:kubernetes";
const gpuPool: GpuPoolArgs = { type: "H100-2-80G", count: 2, gpusPerNode: 2 };
const place = { country: "DE", operator: "Own data centre", ownerCountry: "DE" };

interface Created {
  readonly nodes: GpuNodes | undefined;
  readonly registered: Registered[];
}

async function created(make: () => GpuNodes): Promise<Created> {
  let nodes: GpuNodes | undefined;
  const registered = await record(() => {
    nodes = make();
    return Promise.resolve(undefined);
  });
  return { nodes, registered };
}

const scaleway = (pool?: GpuPoolArgs) =>
  created(
    () =>
      new ScalewayGpuNodes("nodes", {
        environment: "test",
        zone: "pl-waw-2",
        kubernetesVersion: "1.36",
        cpuPool: { type: "BASIC3-X4C-16G", count: 2 },
        ...(pool === undefined ? {} : { gpuPool: pool }),
      }),
  );

describe("Scaleway nodes", () => {
  let steady: Created = { nodes: undefined, registered: [] };
  let elastic = steady;
  let cpuOnly = steady;
  beforeAll(async () => {
    steady = await scaleway(gpuPool);
    elastic = await scaleway({
      ...gpuPool,
      schedule: { timeZone: "Europe/Berlin", weekdays: ["mon"], from: "07:00", until: "20:00" },
    });
    cpuOnly = await scaleway();
  });

  test("region and zone are inputs of the provider and of everything that it creates, never taken from a shell", () => {
    const { registered } = steady;
    expect(only(registered, "pulumi:providers:scaleway").inputs).toMatchObject({
      region: "pl-waw",
      zone: "pl-waw-2",
    });
    const network = only(registered, "scaleway:network/privateNetwork:PrivateNetwork");
    const ofCloud = registered.filter(({ type }) => type.startsWith("scaleway:"));
    expect(ofCloud.map(({ inputs }) => inputs["region"])).toEqual(ofCloud.map(() => "pl-waw"));
    expect(all(registered, POOL).map(({ inputs }) => inputs["zone"])).toEqual(["pl-waw-2", "pl-waw-2"]);
    expect(ofCloud).toHaveLength(4);
    for (const { provider } of [network, ...ofCloud]) expect(provider).toContain("nodes-scaleway");
  });

  test("the cluster lies in its own private network and takes along what it made for itself", () => {
    expect(only(steady.registered, CLUSTER).inputs).toMatchObject({
      version: "1.36",
      privateNetworkId: "nodes-network-id",
      deleteAdditionalResources: true,
      autoscalerConfig: { disableScaleDown: false, scaleDownUnneededTime: "10m" },
    });
  });

  test("a GPU pool keeps everything away that does not ask for a GPU", () => {
    expect(only(steady.registered, POOL, "nodes-gpu").inputs).toMatchObject({
      nodeType: "H100-2-80G",
      size: 2,
      autoscaling: false,
      minSize: 2,
      maxSize: 2,
      labels: { "eu-llm-stack/pool": "gpu" },
      taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
    });
    expect(only(steady.registered, POOL, "nodes-gpu").ignoreChanges).toEqual([]);
    expect(only(steady.registered, POOL, "nodes-cpu").inputs).toMatchObject({
      nodeType: "BASIC3-X4C-16G",
      size: 2,
    });
    expect(at(only(steady.registered, POOL, "nodes-cpu").inputs, "taints")).toBeUndefined();
  });

  test("with a schedule the pool shrinks to nothing, and its size is the autoscaler's", () => {
    const pool = only(elastic.registered, POOL, "nodes-gpu");
    expect(pool.inputs).toMatchObject({ autoscaling: true, minSize: 0, maxSize: 2 });
    expect(pool.ignoreChanges).toEqual(["size"]);
    expect(only(elastic.registered, POOL, "nodes-cpu").inputs).not.toHaveProperty("minSize", 0);
  });

  test("tell how pods get onto GPU nodes, and how many GPUs there are", () => {
    expect(steady.nodes?.gpus).toEqual({
      labels: { "eu-llm-stack/pool": "gpu" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      totalGpus: 4,
    });
  });

  test("without a GPU pool there is none, and pods are told nothing of GPUs", () => {
    expect(all(cpuOnly.registered, POOL).map(({ name }) => name)).toEqual(["nodes-cpu"]);
    expect(cpuOnly.nodes?.gpus).toBeUndefined();
  });

  test("the kubeconfig comes from the cluster and is a secret", () => {
    const provider = only(steady.registered, KUBERNETES);
    expect(provider.inputs["kubeconfig"]).toBe(KUBECONFIG);
    expect(steady.registered.flatMap(({ sent }) => clearTexts(sent)).join("\n")).not.toContain(KUBECONFIG);
    expect(provider.dependencies.map((urn) => urn.split("::").at(-1)).sort()).toEqual([
      "nodes-cluster",
      "nodes-cpu",
    ]);
  });
});

describe("an existing cluster", () => {
  const existing = (args: Omit<ConstructorParameters<typeof ExistingGpuNodes>[1], "place">) =>
    created(() => new ExistingGpuNodes("nodes", { place, ...args }));

  test("creates nothing but the provider, through the context that is asked for", async () => {
    const { registered, nodes } = await existing({ context: "prod", storageClass: "fast" });
    expect(registered.map(({ type }) => type).filter((type) => type !== "pulumi:pulumi:Stack")).toEqual([
      "eu-llm-stack:index:ExistingGpuNodes",
      KUBERNETES,
    ]);
    const provider = only(registered, KUBERNETES, "nodes-cluster");
    expect(provider.inputs["context"]).toBe("prod");
    expect(provider.inputs).not.toHaveProperty("renderYamlToDirectory");
    expect(nodes).toMatchObject({ gpus: undefined, storageClass: "fast" });
  });

  test("carries the declared place, and is the provider's parent, so that the policies find it", async () => {
    const { registered } = await existing({});
    const component = only(registered, "eu-llm-stack:index:ExistingGpuNodes");
    expect(component.inputs["place"]).toEqual(place);
    expect(only(registered, KUBERNETES).parent).toContain("eu-llm-stack:index:ExistingGpuNodes::nodes");
  });

  test("renders manifests under another name, so that going to a cluster creates the objects there", async () => {
    const { registered } = await existing({ renderTo: "/manifests" });
    expect(only(registered, KUBERNETES, "nodes-manifests").inputs["renderYamlToDirectory"]).toBe(
      "/manifests",
    );
  });

  test("counts its GPUs and uses the labels of their nodes", async () => {
    const { nodes } = await existing({ gpuNodes: { labels: { gpu: "yes" }, count: 3, gpusPerNode: 4 } });
    expect(nodes?.gpus).toMatchObject({ labels: { gpu: "yes" }, totalGpus: 12 });
  });
});
