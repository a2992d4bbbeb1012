import { mkdir, rename, writeFile } from "node:fs/promises";
import { bundleGateway } from "./bundle.ts";

/** Writes gateway/dist/gateway.mjs, from which the container image is made. */
const folder = new URL("./dist/", import.meta.url);
const text = await bundleGateway();
await mkdir(folder, { recursive: true });
// Renamed into place, so that no one who reads it at the same time sees half of it.
const unfinished = new URL(`gateway.mjs.${process.pid}`, folder);
await writeFile(unfinished, text);
await rename(unfinished, new URL("gateway.mjs", folder));
process.stdout.write(`gateway/dist/gateway.mjs: ${Buffer.byteLength(text)} bytes\n`);
