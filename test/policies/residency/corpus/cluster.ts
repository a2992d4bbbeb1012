import { type Builder, type Handle, type Inputs, type Program, program } from "./build.ts";

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.example.eu:6443
      certificate-authority-data: LS0tLS1CRUdJTg==
contexts:
  - name: prod
    context: { cluster: prod, user: admin }
current-context: prod
users:
  - name: admin
    user: { token: s3cret }
`;

/** Adds an object to the cluster: type without the package, name, spec and whatever else stands beside the metadata. */
type Apply = (type: string, name: string, content: Inputs, parent?: Handle) => Handle;

/** A program for a cluster that exists already; where its API's host stands is declared. */
export function onCluster(
  name: string,
  build: (apply: Apply, p: Builder, provider: Handle) => void,
): Program {
  return program(
    name,
    (p) => {
      const provider = p.provider("kubernetes", "cluster", { kubeconfig: KUBECONFIG });
      build(
        (type, object, content, parent) =>
          p.add(
            `kubernetes:${type}`,
            object,
            {
              apiVersion: type.split(":")[0] ?? "",
              kind: type.split(":")[1] ?? "",
              metadata: {
                name: object,
                namespace: "apps",
                labels: { app: object, "app.kubernetes.io/part-of": "shop" },
              },
              ...content,
            },
            { provider, ...(parent === undefined ? {} : { parent }) },
          ),
        p,
        provider,
      );
    },
    { hosts: [{ host: "k8s.example.eu", country: "DE", operator: "Example", ownerCountry: "DE" }] },
  );
}
