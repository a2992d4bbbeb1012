import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BEARER, type Peer } from "./peer.ts";

const PROGRAM = "/usr/sbin/haproxy";

/** The limit: what a proxy takes that passes each request on as it is. */
export const haproxy: Peer = {
  name: "haproxy",
  title: "HAProxy of Debian, 1 thread: passes bytes on, the limit",
  prepare({ folder, port, upstreamPort }) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing (apt-get install haproxy)`);
    const file = join(folder, "haproxy.cfg");
    writeFileSync(
      file,
      `global
  nbthread 1
  maxconn 2000
defaults
  mode http
  option http-keep-alive
  option http-no-delay
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 120s
frontend in
  bind 127.0.0.1:${port}
  default_backend model
backend model
  server upstream 127.0.0.1:${upstreamPort}
`,
    );
    return { command: PROGRAM, args: ["-db", "-f", file], headers: BEARER };
  },
};
