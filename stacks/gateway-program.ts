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
 * @throws ConfigError when something is to be created and a key is missing.
 */
export function endpointKeys(environment: Environment): Record<string, pulumi.Output<string>> {
  const wanted = environment.endpoints.filter((endpoint) => endpoint.credential === "config");
  if (wanted.length === 0) return {};
  const given = new pulumi.Config().getSecretObject<unknown>("credentials");
  if (given === undefined) {
    const [first] = wanted;
    if (pulumi.runtime.isDryRun() || first === undefined) {
      void pulumi.log.warn(
        `No API key yet for ${wanted.map(({ name }) => name).join(", ")}: set them before you create anything.`,
      );
      return {};
    }
    throw missingKey(environment, first.name);
  }
  const keys = given.apply((value) => credentialsSchema.parse(value));
  return Object.fromEntries(
    wanted.map(({ name }) => [
      apiKeyVariable(name),
      keys.apply((byName) => {
        const key = byName[name];
        if (key === undefined) throw missingKey(environment, name);
        return key;
      }),
    ]),
  );
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
