import { describe, expect, test } from "vitest";
import { regionInHost } from "../../../domain/jurisdiction/region-in-host.ts";

describe("a region that a host names", () => {
  test.each([
    ["https://bedrock-runtime.us-east-1.amazonaws.com/v1", "us-east-1", "US"],
    ["https://bedrock-runtime.eu-central-1.amazonaws.com/v1", "eu-central-1", "DE"],
    ["https://bedrock-runtime.eu-west-2.amazonaws.com/v1", "eu-west-2", "GB"],
    ["https://ABC123.gr7.us-gov-west-1.eks.amazonaws.com", "us-gov-west-1", "US"],
    ["https://us-central1-aiplatform.googleapis.com/v1", "us-central1", "US"],
    ["https://westeurope.api.cognitive.microsoft.com/v1", "westeurope", "NL"],
    ["https://my-eastus-model.openai.azure.com/v1", "eastus", "US"],
    ["https://x.api.k8s.fr-par.scw.cloud:6443", "fr-par", "FR"],
  ])("%s names %s", (url, code, country) => {
    expect(regionInHost(url)).toEqual({ code, country });
  });

  test.each([
    "https://api.eu.mistral.ai/v1",
    "https://llm.example.de/v1",
    "https://uk.example.com/v1",
    "http://model-server.llm-local.svc:8000/v1",
    "https://127.0.0.1:6443",
    "https://example.com/us-east-1",
    "no url",
  ])("%s names none", (url) => {
    expect(regionInHost(url)).toBeUndefined();
  });
});
