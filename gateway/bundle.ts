import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Parts of the bundle that are CommonJS call `require` for Node's own modules, which ES modules do not have. */
const BANNER = `import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);`;

/**
 * Two libraries bring far more than the gateway uses, and the bundle has to fit into a ConfigMap (1 MiB): undici its
 * whole fetch, of which only the connection pool is needed, and zod its messages in 60 languages.
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
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
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
    plugins: [leaveOut],
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
