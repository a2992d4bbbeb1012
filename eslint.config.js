import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/** Which room may import which: the table of docs/architecture.md. A room may always import itself. */
const ROOMS = {
  domain: [],
  components: ["domain"],
  stacks: ["components", "domain"],
  policies: ["domain"],
  gateway: ["domain"],
  cli: ["domain", "components", "stacks", "policies"],
  test: ["domain", "components", "stacks", "policies", "gateway", "cli", "bench"],
  bench: ["domain", "components", "stacks", "policies", "gateway", "cli"],
};

export default tseslint.config(
  { ignores: ["**/dist/**", "node_modules/**", ".eu-llm/**", "eu-residency/**"] },
  js.configs.recommended,
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        Buffer: "readonly",
        process: "readonly",
        fetch: "readonly",
        AbortSignal: "readonly",
        console: "readonly",
      },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-assertions": [
        "error",
        { assertionStyle: "as", objectLiteralTypeAssertions: "never" },
      ],
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.ts"],
    plugins: { boundaries },
    settings: {
      "boundaries/elements": Object.keys(ROOMS).map((room) => ({
        type: room,
        pattern: `${room}/**`,
        partialMatch: false,
      })),
      "import/resolver": { node: { extensions: [".ts", ".js"] } },
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: Object.entries(ROOMS).map(([room, allowed]) => ({
            from: { element: { type: room } },
            allow: [room, ...allowed].map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
    },
  },
);
