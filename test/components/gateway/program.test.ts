import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { GATEWAY_NODE_FLAGS } from "../../../domain/gateway/node-flags.ts";
import { GatewayImage } from "../../../components/gateway/gateway-image.ts";
import {
  type MountedProgram,
  programInConfigMaps,
  programInImage,
} from "../../../components/gateway/program.ts";
import { isProperties } from "../../../policies/resource.ts";
import { at, clearTexts } from "../clear-text.ts";
import { all, only, record, type Registered } from "../recorder.ts";

const metadata = { namespace: "llm-test", labels: {} };

async function inConfigMaps(
  bundle: string,
): Promise<{ maps: Registered[]; program: MountedProgram | undefined }> {
  let program: MountedProgram | undefined;
  const registered = await record(() => {
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    program = programInConfigMaps("gateway", bundle, metadata, parent);
    return Promise.resolve(undefined);
  });
  const maps = all(registered, "kubernetes:core/v1:ConfigMap");
  return { maps, program };
}

/** The bundle that the init container would put together: all parts, in the order of their names. */
function unpacked(maps: Registered[]): string {
  const parts = maps.flatMap(({ inputs }) => {
    const data = at(inputs, "binaryData");
    return isProperties(data) ? Object.entries(data) : [];
  });
  const bytes = parts
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, text]) => Buffer.from(typeof text === "string" ? text : "", "base64"));
  return gunzipSync(Buffer.concat(bytes)).toString();
}

describe("the gateway's program in ConfigMaps", () => {
  test("is whole again when its parts are put together, however large it is", async () => {
    const large = randomBytes(400_000).toString("base64");
    const { maps, program } = await inConfigMaps(large);
    expect(maps.length).toBeGreaterThan(1);
    expect(unpacked(maps)).toBe(large);
    expect(program?.initContainers).toHaveLength(1);
    expect(unpacked((await inConfigMaps("small")).maps)).toBe("small");
  });

  test("comes in parts that `kubectl apply` can carry in an annotation of 262,144 bytes", async () => {
    const { maps } = await inConfigMaps(randomBytes(400_000).toString("base64"));
    for (const { inputs, name } of maps) expect(JSON.stringify(inputs).length, name).toBeLessThan(262_144);
  });

  test("is written into memory, mounted read-only for the gateway, and rolls the pods when it changes", async () => {
    const { program } = await inConfigMaps("a");
    expect(program?.volumes).toContainEqual({
      name: "program",
      emptyDir: { medium: "Memory", sizeLimit: "16Mi" },
    });
    expect(program?.mounts).toEqual([{ name: "program", mountPath: "/program", readOnly: true }]);
    expect(program?.args).toEqual([...GATEWAY_NODE_FLAGS, "/program/gateway.mjs"]);
    expect(program?.checksum).not.toBe((await inConfigMaps("b")).program?.checksum);
  });
});

describe("the gateway's program in an image", () => {
  test("needs nothing mounted", () => {
    expect(programInImage("x@sha256:1")).toMatchObject({
      image: "x@sha256:1",
      initContainers: [],
      volumes: [],
      mounts: [],
    });
  });

  test("is built for the nodes' platform and used by the digest that the registry answered with", async () => {
    let reference = "";
    const registered = await record(() => {
      const image = new GatewayImage("gateway-image", {
        context: "/gateway",
        server: "rg.fr-par.scw.cloud",
        repository: "acme/gateway",
        username: "nologin",
        password: pulumi.secret("hunter2"),
      });
      image.reference.apply((digest) => (reference = digest));
      return Promise.resolve(undefined);
    });
    expect(reference).toBe(`registry/gateway@sha256:${"a".repeat(64)}`);
    expect(only(registered, "docker:index/image:Image").inputs).toMatchObject({
      imageName: "rg.fr-par.scw.cloud/acme/gateway",
      build: { context: "/gateway", platform: "linux/amd64" },
      registry: { server: "rg.fr-par.scw.cloud", username: "nologin", password: "hunter2" },
    });
    expect(registered.flatMap(({ sent }) => clearTexts(sent)).join()).not.toContain("hunter2");
  });
});

test("the image starts Node.js with the same options as the pods", () => {
  const dockerfile = readFileSync(join(import.meta.dirname, "../../../gateway/Dockerfile"), "utf8");
  const command: unknown = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? "[]");
  expect(command).toEqual([
    ...GATEWAY_NODE_FLAGS,
    "/app/gateway.mjs",
    "--config",
    "/etc/eu-llm-gateway/gateway.yaml",
  ]);
});
