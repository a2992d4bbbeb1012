import { join } from "node:path";
import { installNode } from "../install.ts";
import { BEARER, type Peer } from "./peer.ts";

const VERSION = "1.15.2";
/** With newer ones, which its own range allows, each stream is HTTP 500. */
const HONO_NODE_SERVER = "1.13.5";

export const portkey: Peer = {
  name: "portkey",
  title: `Portkey's gateway (npm's @portkey-ai/gateway ${VERSION}, @hono/node-server ${HONO_NODE_SERVER})`,
  async prepare({ cache, port, upstreamPort }) {
    const folder = await installNode(
      cache,
      `portkey-${VERSION}`,
      { "@portkey-ai/gateway": VERSION },
      { "@hono/node-server": HONO_NODE_SERVER },
    );
    return {
      command: process.execPath,
      args: [
        join(folder, "node_modules/@portkey-ai/gateway/build/start-server.js"),
        "--headless",
        `--port=${port}`,
      ],
      environment: { NODE_ENV: "production" },
      headers: {
        ...BEARER,
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
      },
    };
  },
};
