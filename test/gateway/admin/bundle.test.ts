import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { adminPage } from "../../../gateway/admin/page.ts";
import { bundleGateway } from "../../../gateway/bundle.ts";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { CHAT, inside } from "../harness.ts";
import { spansOf, startCollector } from "../tracing/collector.ts";
import { startUpstream } from "../upstream.ts";

const KEY = "sk-eu-admin-of-the-test";

test("the bundle has the page within it, and traces", async () => {
  const folder = mkdtempSync(join(tmpdir(), "eu-llm-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const upstream = await startUpstream();
  const collector = await startCollector();
  writeFileSync(join(folder, "gateway.mjs"), await bundleGateway());
  writeFileSync(
    join(folder, "gateway.yaml"),
    JSON.stringify({
      listen: { host: "127.0.0.1", port: 0 },
      endpoints: [inside(upstream.url)],
      models: [{ id: "chat", endpoints: ["own"] }],
      admin: { hash: hashOfKey(KEY) },
      tracing: { url: collector.url },
    }),
  );
  const child = spawn(process.execPath, ["gateway.mjs", "--config", "gateway.yaml"], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const port = await new Promise<string>((resolve) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const found = /"port":(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });

  const url = `http://127.0.0.1:${port}`;
  const page = await fetch(`${url}/admin`, { headers: { authorization: `Bearer ${KEY}` } });
  expect(await page.text()).toBe(adminPage.html);
  expect(page.headers.get("content-security-policy")).toBe(adminPage.headers["content-security-policy"]);
  const answered = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-eu-llm-sensitivity": "sensitive" },
    body: JSON.stringify(CHAT),
  });
  expect(answered.status).toBe(200);
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(errors).toBe("");
  expect(spansOf(collector)).toMatchObject({
    request: { name: "chat chat", attributes: { "eu_llm.sensitivity": "sensitive" } },
    attempts: [{ name: "chat own-model", attributes: { "eu_llm.sensitivity": "sensitive" } }],
  });
});
