import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-unpack-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the init container's script puts the parts of a program together in their order", () => {
  const program = `${"// padding that does not repeat: ".padEnd(200)}\n`.concat(
    ...Array.from({ length: 2000 }, (_, line) => `export const value${line} = ${Math.sin(line)};\n`),
  );
  const compressed = gzipSync(program);
  const size = Math.ceil(compressed.length / 12);
  for (let part = 0; part * size < compressed.length; part++) {
    const name = `part-${String(part).padStart(3, "0")}`;
    writeFileSync(join(folder, name), compressed.subarray(part * size, (part + 1) * size));
  }
  const script = join(import.meta.dirname, "..", "..", "components", "gateway", "unpack.mjs");
  execFileSync(process.execPath, [script, folder, join(folder, "program.mjs")]);
  expect(readFileSync(join(folder, "program.mjs"), "utf8")).toBe(program);
});
