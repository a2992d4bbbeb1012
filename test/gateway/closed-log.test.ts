import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";

const folder = mkdtempSync(join(tmpdir(), "gateway-log-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = {
  listen: { host: "127.0.0.1", port: 0 },
  endpoints: [
    {
      name: "own",
      tier: "self-hosted",
      url: "http://127.0.0.1:9/v1",
      model: "m",
      jurisdiction: { country: "DE", operator: "Own", ownerCountry: "DE" },
      accepts: ["public", "sensitive"],
    },
  ],
  models: [{ id: "m", endpoints: ["own"] }],
};

test("the gateway goes on serving, and drains, when nobody reads its log any more", async () => {
  const file = join(folder, "gateway.json");
  writeFileSync(file, JSON.stringify(config));
  const main = join(import.meta.dirname, "..", "..", "gateway", "main.ts");
  const child = spawn(process.execPath, [main, "--config", file], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const first: unknown[] = await once(child.stdout, "data");
  const { port } = z.looseObject({ port: z.number() }).parse(JSON.parse(String(first[0])));
  child.stdout.destroy();
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] }),
    });
  for (let request = 0; request < 3; request++) expect((await ask()).status).toBe(503);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
