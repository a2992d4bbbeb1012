import { envoy } from "./envoy.ts";
import { haproxy } from "./haproxy.ts";
import { litellm } from "./litellm.ts";
import { ours } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { portkey } from "./portkey.ts";

/** Every gateway of the bench, in the order of its tables: the limit first. */
export const PEERS: readonly Peer[] = [haproxy, envoy, portkey, litellm, ours];
