import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { GatewayProgram } from "../components/gateway/program.ts";
import { ConfigError, type Environment } from "./config/environment.ts";
import { buildGateway, GATEWAY_FOLDER } from "./gateway-bundle.ts";
import { apiKeyVariable } from "./gateway-config.ts";

/** How the gateway gets into its pods: built and mounted, given, or built and pushed. */
export async function gatewayProgram(environment: Environment): Promise<GatewayProgram> {
  const { image } = environment.gateway;
  if (image.source === "reference") return { image: image.reference };
  const bundle = await buildGateway();
  if (image.source === "bundle") return { bundle };
  const { GatewayImage } = await import("../components/gateway/gateway-image.ts");
  const { server, repository, username } = image;
  const built = new GatewayImage("gateway-image", {
    context: GATEWAY_FOLDER,
    server,
    repository,
    username,
    password: requiredSecret(environment, "registryPassword"),
  });
  return { image: built.reference };
}

function requiredSecret(environment: Environment, key: string): pulumi.Output<string> {
  const secret = new pulumi.Config().getSecret(key);
  if (secret !== undefined) return secret;
  if (pulumi.runtime.isDryRun()) return pulumi.secret("");
  throw missingSecret(environment, key, `pulumi config set --secret ${key} …`);
}

const credentialsSchema = z.record(z.string(), z.string().min(1));

/**
 * The API keys of the environment's endpoints, by environment variable (secret). A preview works without them, so that
 * a pull request from outside shows its report; creating anything does not.
 * @throws ConfigError when something is to be created and a key is missing. Call it before the first resource.
 */
export function endpointKeys(environment: Environment): Record<string, pulumi.Output<string>> {
  const wanted = environment.endpoints.filter(({ credential }) => credential === "config");
  const present = presentCredentials(environment);
  const missing = wanted.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  const [first] = missing;
  if (first !== undefined) {
    if (!pulumi.runtime.isDryRun()) throw missingKey(environment, first);
    void pulumi.log.warn(`No API key yet for ${missing.join(", ")}: set them before you create anything.`);
  }
  const keys = new pulumi.Config().getSecretObject<Record<string, string>>("credentials");
  return Object.fromEntries(
    wanted
      .filter(({ name }) => present.has(name))
      .map(({ name }) => [apiKeyVariable(name), pulumi.secret(keys).apply((byName) => byName?.[name] ?? "")]),
  );
}

/** Names of the endpoints that have a key. The values are looked at, but go no further. */
function presentCredentials(environment: Environment): Set<string> {
  const given = new pulumi.Config().get("credentials");
  if (given === undefined) return new Set();
  const parsed = credentialsSchema.safeParse(JSON.parse(given));
  if (parsed.success) return new Set(Object.keys(parsed.data));
  throw new ConfigError(`stacks/Pulumi.${environment.name}.yaml`, [
    "eu-llm-stack:credentials: takes the name of an endpoint and its key, each set with " +
      `pulumi config set --secret --path 'credentials["name"]' …`,
  ]);
}

function missingKey(environment: Environment, endpoint: string): ConfigError {
  return missingSecret(
    environment,
    `credentials.${endpoint}`,
    `pulumi config set --stack ${environment.name} --secret --path 'credentials["${endpoint}"]' …`,
  );
}

function missingSecret(environment: Environment, key: string, command: string): ConfigError {
  return new ConfigError(`stacks/Pulumi.${environment.name}.yaml`, [
    `eu-llm-stack:${key}: missing secret; set it with: ${command}`,
  ]);
}
