import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { plainProperties, type Properties } from "../../policies/resource.ts";

/** A resource as the program registered it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** Inputs with secrets unwrapped, for looking at their shape. */
  readonly inputs: Properties;
  /** Inputs as they go to the engine, with every secret still marked. */
  readonly sent: unknown;
  /** Names of the environment that the engine keeps out of a diff. */
  readonly ignoreChanges: readonly string[];
  readonly createTimeout: string;
  /** URN and id of the provider; "" for the default one. */
  readonly provider: string;
  readonly dependencies: readonly string[];
}

/** What the mocks answer for generated values, so that a test can look for where they go. */
export const GENERATED_PASSWORD = "generated-value-of-a-random-password";
export const KUBECONFIG = "kubeconfig-with-a-token";

const MOCKS: pulumi.runtime.Mocks = {
  newResource: ({ type, name, inputs }) => {
    const state: Record<string, unknown> = { ...objectOf(inputs) };
    if (type === "random:index/randomPassword:RandomPassword") {
      // The provider marks its result as a secret.
      const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
      state["result"] = { ...SECRET, value: GENERATED_PASSWORD };
    }
    if (type === "scaleway:kubernetes/cluster:Cluster") state["kubeconfigs"] = [{ configFile: KUBECONFIG }];
    if (type === "docker:index/image:Image")
      state["repoDigest"] = `registry/gateway@sha256:${"a".repeat(64)}`;
    return { id: `${name}-id`, state };
  },
  call: () => ({}),
};

/** Answers like an engine that creates everything, and keeps what was registered. */
class Recorder extends MockMonitor {
  readonly registered: Registered[] = [];

  constructor() {
    super(MOCKS);
  }

  override async registerResource(
    request: RegisterResourceRequest,
    callback: (error: unknown, response: unknown) => void,
  ): Promise<void> {
    const sent: unknown = request.getObject()?.toJavaScript() ?? {};
    const registration = {
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      inputs: plainProperties(objectOf(sent)),
      sent,
      ignoreChanges: request.getIgnorechangesList(),
      createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
      provider: request.getProvider(),
      dependencies: request.getDependenciesList(),
    };
    await super.registerResource(request, (error, response: unknown) => {
      this.registered.push({ urn: urnOf(response), ...registration });
      callback(error, response);
    });
  }
}

const objectOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

function urnOf(response: unknown): string {
  const getUrn: unknown = Reflect.get(objectOf(response), "getUrn");
  if (typeof getUrn !== "function") throw new Error("the mock monitor answered without a URN");
  const urn: unknown = Reflect.apply(getUrn, response, []);
  return typeof urn === "string" ? urn : "";
}

/** Runs a program on mocks and gives everything that it registered. Mocks are global: one at a time. */
export async function record(
  program: () => Promise<Record<string, unknown> | undefined>,
  stack = "test",
): Promise<Registered[]> {
  const recorder = new Recorder();
  // setMocks also tells the runtime what such a monitor supports; its own monitor is then replaced by ours.
  await pulumi.runtime.setMocks(MOCKS, "eu-llm-stack", stack, false);
  pulumi.runtime.setMockOptions(recorder, "eu-llm-stack", stack, false);
  await pulumi.runtime.runInPulumiStack(program);
  await pulumi.runtime.disconnect();
  return recorder.registered;
}

/** The one resource of this type, and of this name where there are several. */
export function only(registered: readonly Registered[], type: string, name?: string): Registered {
  const found = registered.filter((one) => one.type === type && (name === undefined || one.name === name));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const names = registered.filter((one) => one.type === type).map((one) => one.name);
    throw new Error(`${found.length} × ${type} ${name ?? ""}; there are ${names.join(", ")}`);
  }
  return first;
}

/** The resources of a type. */
export const all = (registered: readonly Registered[], type: string): Registered[] =>
  registered.filter((one) => one.type === type);
