// Sets the number of replicas of one Deployment, through the API server and with this pod's own service account.
// Runs as: node scale.mjs NAMESPACE DEPLOYMENT REPLICAS (the certificate authority comes by NODE_EXTRA_CA_CERTS).
import { readFile } from "node:fs/promises";

const [namespace, deployment, replicas] = process.argv.slice(2);
const token = await readFile("/var/run/secrets/kubernetes.io/serviceaccount/token", "utf8");
const response = await fetch(
  `https://kubernetes.default.svc/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}/scale`,
  {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ spec: { replicas: Number(replicas) } }),
    signal: AbortSignal.timeout(30_000),
  },
);
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(`${deployment}: ${replicas} replicas`);
