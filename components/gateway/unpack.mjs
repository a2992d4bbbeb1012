// Puts the compressed parts of a program together: node unpack.mjs FOLDER_OF_PARTS FILE
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const [folder, file] = process.argv.slice(2);
const parts = readdirSync(folder)
  .filter((name) => name.startsWith("part-"))
  .sort();
writeFileSync(file, gunzipSync(Buffer.concat(parts.map((name) => readFileSync(join(folder, name))))));
