import type { OperationName } from "../../domain/gateway/endpoint.ts";
import { keyHeader, RESOURCES } from "./openai.ts";
import type { Protocol } from "./protocol.ts";

/** The last version of the API that is no preview and takes deployments in the URL. */
const DEFAULT_VERSION = "2024-10-21";

/**
 * Azure OpenAI with a deployment in the URL: `url` is https://NAME.openai.azure.com, `model` the deployment. Its newer
 * form (https://NAME.openai.azure.com/openai/v1) speaks the protocol "openai".
 * https://learn.microsoft.com/azure/ai-foundry/openai/reference
 */
export const azureOpenAi: Protocol = {
  path({ model, apiVersion = DEFAULT_VERSION }, base, operation: OperationName) {
    // Only responses stands beside the deployments, and names its model in the body.
    const place = operation === "responses" ? "" : `/deployments/${encodeURIComponent(model)}`;
    return `${base}/openai${place}/${RESOURCES[operation]}?api-version=${apiVersion}`;
  },
  probePath: ({ apiVersion = DEFAULT_VERSION }, base) => `${base}/openai/models?api-version=${apiVersion}`,
  headers: (_endpoint, key) => keyHeader("api-key", key),
};
