import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GATEWAY_NODE_FLAGS } from "../../../domain/gateway/node-flags.ts";
import { BEARER, type Peer } from "./peer.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** The address that stands for the mock upstream in ours.yaml. */
const PLACEHOLDER = "127.0.0.1:18900";

/** Writes ours.yaml with the upstream's real address into a folder, and returns its path. */
function writeOurConfiguration(folder: string, upstreamPort: number): string {
  const text = readFileSync(join(import.meta.dirname, "../ours.yaml"), "utf8");
  const file = join(folder, "gateway.yaml");
  writeFileSync(file, text.replaceAll(PLACEHOLDER, `127.0.0.1:${upstreamPort}`));
  return file;
}

/** Builds the gateway's bundle, and returns its path. */
function build(): string {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "gateway/build.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the bundle does not build: ${stderr}`);
  return join(ROOT, "gateway/dist/gateway.mjs");
}

export const ours: Peer = {
  name: "ours",
  title: "this project's gateway, its bundle, configured by bench/gateway/ours.yaml",
  prepare({ folder, bundle = build(), port, upstreamPort }) {
    const file = join(folder, "gateway.mjs");
    // A copy, so that a build during a run changes nothing.
    copyFileSync(bundle, file);
    const config = writeOurConfiguration(folder, upstreamPort);
    return {
      command: process.execPath,
      args: [...GATEWAY_NODE_FLAGS, file, "--config", config, "--port", String(port)],
      headers: BEARER,
    };
  },
};

/** Ours from its sources, under V8's profiler, which writes into the place's folder when the gateway ends. */
export function ourSources(kind: string): Peer {
  return {
    name: `ours-${kind}`,
    title: "this project's gateway, from its sources",
    prepare({ folder, port, upstreamPort }) {
      const config = writeOurConfiguration(folder, upstreamPort);
      return {
        command: process.execPath,
        args: [
          ...GATEWAY_NODE_FLAGS,
          "--cpu-prof",
          "--cpu-prof-dir",
          folder,
          join(ROOT, "gateway/main.ts"),
          "--config",
          config,
          "--port",
          String(port),
        ],
        headers: BEARER,
      };
    },
  };
}
