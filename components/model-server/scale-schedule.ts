import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { NODEJS } from "../images.ts";
import {
  checksum,
  labels,
  type PlacementArgs,
  restrictedContainer,
  restrictedPod,
  selector,
} from "../kubernetes.ts";
import { cronSchedules, type Schedule } from "./schedule.ts";

export interface ScaleScheduleArgs extends PlacementArgs {
  /** Name of the Deployment to scale. */
  deployment: string;
  /** Replicas during the scheduled hours. */
  replicas: number;
  schedule: Schedule;
}

const NAME = "scale-schedule";
const USER = 65532;

/**
 * Scales a Deployment to zero outside the scheduled hours, by two CronJobs that may do that and nothing else. Its GPU
 * nodes become empty, and the pool's autoscaler removes them.
 */
export class ScaleSchedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScaleScheduleArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:ScaleSchedule", name, args, options);
    const { environment, namespace, deployment } = args;
    const child = { parent: this };
    const metadata = { namespace, labels: labels(NAME, environment) };
    const script = readFileSync(join(import.meta.dirname, "scale.mjs"), "utf8");

    const code = new kubernetes.core.v1.ConfigMap(
      name,
      { metadata: { ...metadata, name: NAME }, data: { "scale.mjs": script } },
      child,
    );

    const account = new kubernetes.core.v1.ServiceAccount(
      name,
      { metadata: { ...metadata, name: NAME }, automountServiceAccountToken: false },
      child,
    );
    const role = new kubernetes.rbac.v1.Role(
      name,
      {
        metadata: { ...metadata, name: NAME },
        rules: [
          {
            apiGroups: ["apps"],
            resources: ["deployments/scale"],
            resourceNames: [deployment],
            verbs: ["get", "patch"],
          },
        ],
      },
      child,
    );
    new kubernetes.rbac.v1.RoleBinding(
      name,
      {
        metadata: { ...metadata, name: NAME },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace }],
      },
      child,
    );

    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { ...metadata, name: `${NAME}-to-api-server` },
        spec: {
          podSelector: { matchLabels: selector(NAME) },
          policyTypes: ["Egress"],
          // The API server's address differs by cloud and is not in any label; its two usual ports are.
          egress: [
            {
              ports: [
                { protocol: "TCP", port: 443 },
                { protocol: "TCP", port: 6443 },
              ],
            },
          ],
        },
      },
      child,
    );

    const { start, stop } = cronSchedules(args.schedule);
    const jobs = [
      { verb: "start", schedule: start, replicas: args.replicas },
      { verb: "stop", schedule: stop, replicas: 0 },
    ];
    for (const job of jobs) {
      new kubernetes.batch.v1.CronJob(
        `${name}-${job.verb}`,
        {
          metadata: { ...metadata, name: `${deployment}-${job.verb}` },
          spec: {
            schedule: job.schedule,
            timeZone: args.schedule.timeZone,
            concurrencyPolicy: "Replace",
            // A node that was away at the hour still catches up within half an hour.
            startingDeadlineSeconds: 1800,
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 3,
            jobTemplate: {
              spec: {
                backoffLimit: 5,
                ttlSecondsAfterFinished: 86_400,
                template: {
                  metadata: {
                    labels: labels(NAME, environment),
                    annotations: { "eu-llm-stack/checksum": checksum(script) },
                  },
                  spec: {
                    ...restrictedPod(USER),
                    automountServiceAccountToken: true,
                    serviceAccountName: account.metadata.name,
                    restartPolicy: "OnFailure",
                    containers: [
                      {
                        name: "scale",
                        image: NODEJS.reference,
                        args: ["/code/scale.mjs", namespace, deployment, String(job.replicas)],
                        env: [
                          {
                            name: "NODE_EXTRA_CA_CERTS",
                            value: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
                          },
                        ],
                        securityContext: restrictedContainer(),
                        resources: {
                          requests: { cpu: "10m", memory: "64Mi" },
                          limits: { memory: "128Mi" },
                        },
                        volumeMounts: [{ name: "code", mountPath: "/code", readOnly: true }],
                      },
                    ],
                    volumes: [{ name: "code", configMap: { name: code.metadata.name } }],
                  },
                },
              },
            },
          },
        },
        child,
      );
    }
    this.registerOutputs({});
  }
}
