import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { StackCheck } from "../check.ts";
import { problem } from "./message.ts";
import { cloudOpenings } from "./tls-clouds.ts";
import { kubernetesOpenings } from "./tls-kubernetes.ts";

/** On the whole stack, since what redirects is often a resource of its own. */
export const tlsAtEdge: StackCheck = {
  name: "tls-at-edge",
  description: "What is reachable from outside the cluster speaks TLS, or only redirects to what does.",
  enforcement: DEFAULT_HYGIENE["tls-at-edge"],
  check: ({ resources }) =>
    resources.flatMap((resource) =>
      [...kubernetesOpenings(resource, resources), ...cloudOpenings(resource, resources)].map(
        ({ text, fix }) => ({ message: problem(resource, text, fix), urn: resource.urn }),
      ),
    ),
};
