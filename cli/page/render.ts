import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { PageData } from "./data.ts";
import { documentOf, type PageAssets } from "./document.ts";

export type { PageData } from "./data.ts";

const entries = ["main.ts", "style.css"].map((name) => fileURLToPath(new URL(name, import.meta.url)));

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64");

/** Script and style as one text each. What runs in the browser is the code that runs here, so figures are the same. */
async function bundle(): Promise<PageAssets> {
  const { outputFiles } = await build({
    entryPoints: entries,
    outdir: "page",
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2023",
    charset: "utf8",
    legalComments: "none",
    // Repositories around this one must not change how the page is made.
    tsconfigRaw: "{}",
  });
  const textOf = (extension: string) =>
    (outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "").trim();
  const [script, style] = [textOf(".js"), textOf(".css")];
  return { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) };
}

let assets: Promise<PageAssets> | undefined;

/** The page as one HTML document that needs nothing else. */
export async function renderPage(data: PageData): Promise<string> {
  assets ??= bundle();
  return documentOf(data, await assets);
}
