export { HOST_GROUPS } from "./groups.ts";
export type { HostGroup, HostRole } from "./types.ts";
export { hostOf } from "./host-of.ts";
export { resolveHost, type HostPlace } from "./resolve-host.ts";
export { bareHostOf, canonicalHost, hostsOfUrls, type UrlHost } from "./urls.ts";
