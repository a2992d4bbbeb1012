import { beforeAll, describe, expect, test } from "vitest";
import { GPU_TOLERATIONS } from "../../../components/gpu-nodes/gpu-nodes.ts";
import { VLLM } from "../../../components/images.ts";
import { ModelServer, type ModelServerArgs } from "../../../components/model-server/model-server.ts";
import { at, clearTexts } from "../clear-text.ts";
import { all, GENERATED_PASSWORD, only, record, type Registered } from "../recorder.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const args: ModelServerArgs = {
  environment: "test",
  namespace: "llm-test",
  settings: {
    model: "Qwen/Qwen3-8B",
    revision: "b968826d9c46dd6066d109eabc6255188de91218",
    servedName: "default",
    contextLength: 16_384,
    gpus: 1,
    memoryUtilization: 0.9,
  },
  weightBytes: 16e9,
  cacheGigabytes: 40,
  gpus: { labels: { "eu-llm-stack/pool": "gpu" }, tolerations: GPU_TOLERATIONS, totalGpus: 1 },
  startMinutes: 20,
  allowFrom: { clients: { app: "gateway" }, metrics: { app: "prometheus" } },
};

const served = (changes: Partial<ModelServerArgs> = {}) =>
  record(() => {
    new ModelServer("model-server", { ...args, ...changes });
    return Promise.resolve(undefined);
  });

let one: Registered[] = [];
let several: Registered[] = [];
let scheduled: Registered[] = [];
beforeAll(async () => {
  one = await served();
  several = await served({
    replicas: 2,
    settings: { ...args.settings, gpus: 2, quantization: "fp8" },
    gpus: { ...args.gpus, totalGpus: 8 },
    storageClass: "fast",
  });
  scheduled = await served({
    schedule: { timeZone: "Europe/Berlin", weekdays: ["mon", "fri"], from: "07:30", until: "20:00" },
  });
});

const pod = (registered: Registered[]) => at(only(registered, DEPLOYMENT).inputs, "spec", "template", "spec");
const container = (registered: Registered[]) => at(pod(registered), "containers", 0);

describe("the model server's pods", () => {
  test("ask for the GPUs of one replica, as requests and as limits", () => {
    expect(at(container(one), "resources")).toMatchObject({
      requests: { "nvidia.com/gpu": "1", cpu: "2" },
      limits: { "nvidia.com/gpu": "1" },
    });
    expect(at(container(several), "resources")).toMatchObject({
      requests: { "nvidia.com/gpu": "2", cpu: "4" },
      limits: { "nvidia.com/gpu": "2" },
    });
  });

  test("have memory for the weights, shared memory and 8 GiB more", () => {
    expect(at(container(one), "resources", "limits", "memory")).toBe("27Gi");
    expect(at(container(several), "resources", "limits", "memory")).toBe("31Gi");
  });

  test("go to the GPU nodes and tolerate what keeps others away", () => {
    expect(pod(one)).toMatchObject({
      nodeSelector: { "eu-llm-stack/pool": "gpu" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    });
  });

  test("are given startMinutes to start, then are restarted and taken out when they do not answer", () => {
    const health = { path: "/health", port: "http" };
    expect(container(one)).toMatchObject({
      startupProbe: { httpGet: health, periodSeconds: 10, failureThreshold: 120 },
      livenessProbe: { httpGet: health, failureThreshold: 3 },
      readinessProbe: { httpGet: health },
    });
    const { inputs, createTimeout } = only(one, DEPLOYMENT);
    expect(at(inputs, "spec", "progressDeadlineSeconds")).toBe(1260);
    expect(createTimeout).toBe("22m");
  });

  test("have bounded shared memory at /dev/shm for NCCL, 4 GiB for each GPU", () => {
    const shm = (size: string) => ({ name: "shm", emptyDir: { medium: "Memory", sizeLimit: size } });
    expect(at(pod(one), "volumes")).toContainEqual(shm("4Gi"));
    expect(at(pod(several), "volumes")).toContainEqual(shm("8Gi"));
    expect(at(container(one), "volumeMounts")).toContainEqual({ name: "shm", mountPath: "/dev/shm" });
  });

  test("send no usage statistics", () => {
    const env = at(container(one), "env");
    expect(env).toContainEqual({ name: "VLLM_NO_USAGE_STATS", value: "1" });
    expect(env).toContainEqual({ name: "DO_NOT_TRACK", value: "1" });
    expect(env).toContainEqual({ name: "HF_HUB_DISABLE_TELEMETRY", value: "1" });
  });

  test("run vLLM by digest, with the pinned commit, and with all that was configured", () => {
    expect(at(container(one), "image")).toBe(VLLM.reference);
    expect(at(container(one), "command")).toEqual(["vllm", "serve"]);
    expect(at(container(one), "args")).toEqual([
      "Qwen/Qwen3-8B",
      "--revision=b968826d9c46dd6066d109eabc6255188de91218",
      "--tokenizer-revision=b968826d9c46dd6066d109eabc6255188de91218",
      "--served-model-name=default",
      "--max-model-len=16384",
      "--tensor-parallel-size=1",
      "--gpu-memory-utilization=0.9",
      "--shutdown-timeout=45",
      "--host=0.0.0.0",
      "--port=8000",
    ]);
    expect(at(container(several), "args")).toEqual(
      expect.arrayContaining(["--tensor-parallel-size=2", "--quantization=fp8"]),
    );
  });

  test("are stopped only after running answers had their time", () => {
    // 15 s until every gateway noticed, 45 s for vLLM, and some to spare.
    expect(at(container(one), "lifecycle", "preStop", "sleep", "seconds")).toBe(15);
    expect(at(pod(one), "terminationGracePeriodSeconds")).toBe(75);
  });
});

describe("the API key", () => {
  test("is generated, long, and reaches the pod through a Secret alone", () => {
    expect(only(one, "random:index/randomPassword:RandomPassword").inputs).toMatchObject({ length: 40 });
    const secret = only(one, "kubernetes:core/v1:Secret");
    expect(at(secret.inputs, "stringData", "key")).toBe(GENERATED_PASSWORD);
    expect(at(container(one), "env")).toContainEqual({
      name: "VLLM_API_KEY",
      valueFrom: { secretKeyRef: { name: "model-server-api-key", key: "key" } },
    });
  });

  test("goes to the engine marked as a secret and nowhere in clear", () => {
    expect(clearTexts({ a: [GENERATED_PASSWORD] })).toContain(GENERATED_PASSWORD);
    expect(one.flatMap(({ sent }) => clearTexts(sent)).join("\n")).not.toContain(GENERATED_PASSWORD);
    expect(JSON.stringify(one.map(({ sent }) => sent))).toContain(GENERATED_PASSWORD);
  });
});

describe("weights", () => {
  test("of a single replica are kept on a claim that outlives its pod", () => {
    expect(at(only(one, "kubernetes:core/v1:PersistentVolumeClaim").inputs, "spec")).toEqual({
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "40G" } },
    });
    expect(at(pod(one), "volumes")).toContainEqual({
      name: "cache",
      persistentVolumeClaim: { claimName: "model-server-cache" },
    });
  });

  test("of several replicas are on a claim of each pod, in the class that is asked for", () => {
    expect(all(several, "kubernetes:core/v1:PersistentVolumeClaim")).toEqual([]);
    expect(at(pod(several), "volumes", 0, "ephemeral", "volumeClaimTemplate", "spec")).toEqual({
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "40G" } },
      storageClassName: "fast",
    });
  });
});

describe("a new version", () => {
  const rolling = (registered: Registered[]) =>
    at(only(registered, DEPLOYMENT).inputs, "spec", "strategy", "rollingUpdate");

  test("starts before the old one goes where a GPU is free, else after it", () => {
    expect(rolling(several)).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(rolling(one)).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test("of several replicas leaves all but one, also when nodes are drained", () => {
    expect(only(several, "kubernetes:policy/v1:PodDisruptionBudget").inputs).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": "model-server" } } },
    });
    expect(all(one, "kubernetes:policy/v1:PodDisruptionBudget")).toEqual([]);
  });
});

describe("network policies", () => {
  test("let in the gateway and the metrics reader, at vLLM's port, and nobody else", () => {
    const policy = only(one, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "model-server-ingress");
    expect(at(policy.inputs, "spec")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "model-server" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { podSelector: { matchLabels: { app: "gateway" } } },
            { podSelector: { matchLabels: { app: "prometheus" } } },
          ],
          ports: [{ protocol: "TCP", port: 8000 }],
        },
      ],
    });
  });

  test("let out HTTPS to the internet, for the weights, but not to private networks or the metadata service", () => {
    const policy = only(one, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "model-server-egress");
    const block = at(policy.inputs, "spec", "egress", 0, "to", 0, "ipBlock");
    expect(at(block, "cidr")).toBe("0.0.0.0/0");
    for (const range of ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"])
      expect(at(block, "except")).toContain(range);
    expect(at(policy.inputs, "spec", "egress", 0, "ports")).toEqual([{ protocol: "TCP", port: 443 }]);
  });
});

describe("a schedule", () => {
  const job = (verb: string) =>
    only(scheduled, "kubernetes:batch/v1:CronJob", `model-server-schedule-${verb}`).inputs;

  test("starts and stops the model server by two jobs in the time zone that is asked for", () => {
    expect(at(job("start"), "spec")).toMatchObject({
      schedule: "30 7 * * mon,fri",
      timeZone: "Europe/Berlin",
    });
    expect(at(job("stop"), "spec")).toMatchObject({
      schedule: "0 20 * * mon,fri",
      timeZone: "Europe/Berlin",
    });
    const scale = (verb: string) =>
      at(job(verb), "spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "args");
    expect(scale("start")).toEqual(["/code/scale.mjs", "llm-test", "model-server", "1"]);
    expect(scale("stop")).toEqual(["/code/scale.mjs", "llm-test", "model-server", "0"]);
  });

  test("owns the number of replicas: an update does not undo it", () => {
    expect(only(scheduled, DEPLOYMENT).ignoreChanges).toEqual(["spec.replicas"]);
    expect(only(one, DEPLOYMENT).ignoreChanges).toEqual([]);
    expect(all(one, "kubernetes:batch/v1:CronJob")).toEqual([]);
  });

  test("may scale this Deployment and do nothing else", () => {
    expect(at(only(scheduled, "kubernetes:rbac.authorization.k8s.io/v1:Role").inputs, "rules")).toEqual([
      {
        apiGroups: ["apps"],
        resources: ["deployments/scale"],
        resourceNames: ["model-server"],
        verbs: ["get", "patch"],
      },
    ]);
    expect(at(only(scheduled, "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs)).toMatchObject({
      roleRef: { kind: "Role", name: "scale-schedule" },
      subjects: [{ kind: "ServiceAccount", name: "scale-schedule", namespace: "llm-test" }],
    });
  });
});
