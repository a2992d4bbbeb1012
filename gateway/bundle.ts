import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { pageFiles } from "./admin/page-files.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Parts of the bundle that are CommonJS call `require` for Node's own modules, which ES modules do not have. */
const BANNER = `import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);`;

/**
 * Three libraries bring far more than the gateway uses, and the bundle has to be small enough for a few ConfigMaps: undici
 * its whole fetch, of which only the connection pool is needed, zod its messages in 60 languages, and the client of
 * Valkey all of its commands.
 */
const leaveOut: Plugin = {
  name: "leave-out",
  setup(bundler) {
    bundler.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "leave-out" }));
    bundler.onLoad({ filter: /^undici$/, namespace: "leave-out" }, () => ({
      // What undici's own index does for the classes that it exports, such as Pool.request.
      contents: `
        import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
        import api from "undici/lib/api/index.js";
        Object.assign(Dispatcher.prototype, api);
        export { default as Pool } from "undici/lib/dispatcher/pool.js";`,
      resolveDir: FOLDER,
    }));
    // The client of Valkey brings every command there is, of which scripts and reads are sent by name.
    bundler.onLoad({ filter: /@redis\/client\/dist\/index\.js$/ }, () => ({
      contents: 'exports.createClient = require("./lib/client").default.create;',
      loader: "js",
    }));
    bundler.onLoad({ filter: /@redis\/client\/dist\/lib\/commands\/index\.js$/ }, () => ({
      contents: 'exports.__esModule = true; exports.default = { AUTH: require("./AUTH").default };',
      loader: "js",
    }));
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** The admin page's files become text within the bundle. */
const page: Plugin = {
  name: "page",
  setup(bundler) {
    bundler.onLoad({ filter: /admin[/\\]page-files\.ts$/ }, () => ({
      contents: `export const pageFiles = ${JSON.stringify(pageFiles)};`,
    }));
  },
};

/** The gateway with all its dependencies as the text of one ES module for Node 24; the same input, the same text. */
export async function bundleGateway(): Promise<string> {
  const result = await build({
    absWorkingDir: FOLDER,
    entryPoints: ["main.ts"],
    bundle: true,
    minify: true,
    // Names of error classes are part of the log.
    keepNames: true,
    platform: "node",
    target: "node24",
    format: "esm",
    plugins: [leaveOut, page],
    // undici's own switch, which Node's build of it sets too: without its second, experimental HTTP parser.
    define: { esbuildDetection: "1" },
    banner: { js: BANNER },
    write: false,
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error("esbuild gave no output");
  return file.text;
}
