import { words } from "../residency/claim.ts";

/** Words, or words in a row, by which a variable says that its value is secret. */
const SECRET_WORDS = [
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "token",
  "credential",
  "credentials",
  "apikey",
  "authorization",
  "api key",
  "access key",
  "account key",
  "private key",
  "secret key",
  "encryption key",
  "signing key",
  "master key",
  "auth key",
];

/** Last words of names that only speak of a secret: where it lies, how long it lives, who gave it. */
const ABOUT_SECRETS: ReadonlySet<string> = new Set(
  (
    "limit limits name names file files path paths dir directory id ids url uri endpoint host port ttl expiry " +
    "expiration expires lifetime seconds minutes hours days type count length size max min budget header headers " +
    "enabled disabled required algorithm issuer audience ref reference version arn policy rotation kind format " +
    "prefix suffix variable env namespace scope mode provider store backend mount key checksum hash"
  ).split(" "),
);

/** First words that make a number or a switch of it: MAX_TOKEN, DISABLE_TOKEN. */
const NO_SECRET_FIRST: ReadonlySet<string> = new Set(
  "max min num number disable enable use require allow skip".split(" "),
);

/** True where a name says that its value is a secret: OPENAI_API_KEY, adminPassword, --hf-token. */
export function saysSecret(name: string): boolean {
  const parts = words(name);
  if (NO_SECRET_FIRST.has(parts[0] ?? "")) return false;
  const text = ` ${parts.join(" ")} `;
  const found = SECRET_WORDS.filter((secret) => text.includes(` ${secret} `));
  // "secret access key" is one, "secret access key id" is not; "token 2" is.
  const isLast = found.some((secret) => text.endsWith(` ${secret} `));
  return isLast || (found.length > 0 && !ABOUT_SECRETS.has(parts.at(-1) ?? ""));
}

/** A secret that is known by its form. */
interface SecretShape {
  readonly what: string;
  readonly pattern: RegExp;
}

/**
 * Forms in which services give out their secrets. Sources: each service's own documentation and the rules of gitleaks
 * (github.com/gitleaks/gitleaks, config/gitleaks.toml), 2026-11-24.
 */
const SHAPES: readonly SecretShape[] = [
  { what: "an API key (sk-…)", pattern: /(?<![\w-])sk-[A-Za-z0-9_-]{20,}/ },
  { what: "a Hugging Face token (hf_…)", pattern: /(?<!\w)hf_[A-Za-z0-9]{20,}/ },
  { what: "a GitHub token", pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/ },
  { what: "a GitLab token (glpat-…)", pattern: /(?<!\w)glpat-[\w-]{20,}/ },
  { what: "an AWS access key", pattern: /(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)/ },
  { what: "a Slack token", pattern: /(?<!\w)xox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { what: "a Google API key (AIza…)", pattern: /(?<!\w)AIza[\w-]{35}/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY/ },
  { what: "a JSON Web Token", pattern: /(?<!\w)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  {
    what: "a URL with a password",
    // A password that is itself a reference, such as ${PASSWORD} or $(PASSWORD), is none.
    pattern: /[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?![$<{*])[^\s/@"']+@/i,
  },
  {
    what: "a connection string with a password",
    pattern:
      /\b(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![$<{*])[^;\s"'$]+;|;\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![$<{*])[^;\s"']+/i,
  },
];

/** What a text contains that has the form of a secret; undefined where there is nothing of the kind. */
export function secretShapeIn(text: string): string | undefined {
  return SHAPES.find(({ pattern }) => pattern.test(text))?.what;
}

/** Words that stand where there is no secret. */
const PLACEHOLDER =
  /^(?:true|false|yes|no|on|off|none|null|nil|empty|undefined|enabled|disabled|[-+]?[\d.,_]+)$/i;
/** Places where the secret lies: variables, key vaults, secret managers, files. */
const REFERENCE =
  /^(?:\$\(\w+\)|\$\{[^}]*\}|\$\w+|\{\{.*\}\}|%\w+%|<[^>]*>|@Microsoft\.KeyVault\(.*\)|arn:aws[\w-]*:(?:secretsmanager|ssm):.*|projects\/[^/]+\/secrets\/.*|(?:vault|sm|op|ref\+\w+|awssm|gcpsm|azkv|file|env|secretref):.*)$/;
const FILE_PATH = /^(?:~|\.{0,2})\/[\w.@-]+(?:\/[\w.@-]+)*\/?$/;
/** A word that only names how a token is sent, as in Authorization: Bearer $(TOKEN). */
const SCHEME = /^(?:bearer|basic|token)\s+/i;

/** True where a value may be the secret itself, and not a reference, a path, a number or nothing. */
export function isLiteral(value: string): boolean {
  const text = value.trim().replace(SCHEME, "");
  return text !== "" && !PLACEHOLDER.test(text) && !REFERENCE.test(text) && !FILE_PATH.test(text);
}
