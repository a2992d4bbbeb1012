import { describe, expect, test } from "vitest";
import { HOSTS_OUTSIDE, knownHostOutside } from "../../../domain/jurisdiction/hosts.ts";

describe("hosts that do not, or not provably, process inside", () => {
  test.each([
    ["https://api.openai.com/v1", "OpenAI"],
    ["https://API.OpenAI.com:8443/v1", "OpenAI"],
    ["https://api.openai.com./v1", "OpenAI"],
    ["https://eu.api.openai.com/v1", undefined],
    ["https://api.openai.com.example/v1", undefined],
    ["https://api.eu.mistral.ai/v1", undefined],
    ["not a url", undefined],
  ])("%s belongs to %s", (url, operator) => {
    expect(knownHostOutside(url)?.operator).toBe(operator);
  });

  test("each has a source and a day", () => {
    for (const { source, asOf, host } of HOSTS_OUTSIDE) {
      expect(source, host).toMatch(/^https:/);
      expect(Date.parse(asOf), host).not.toBeNaN();
    }
  });
});
