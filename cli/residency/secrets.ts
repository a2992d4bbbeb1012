import { SECRET, SIGNATURE } from "../../policies/resource.ts";

/** What stands for a secret in `pulumi preview --json`, whatever was asked for. */
const MASK = "[secret]";

/** The secrets of a file: those that hide their value, and the values of the others. */
export interface Secrets {
  /** Secrets that are encrypted or masked, so that nobody can judge them. */
  readonly hidden: number;
  /** Texts of those that --show-secrets wrote: they are judged and never shown. */
  readonly texts: ReadonlySet<string>;
}

/** The secrets in what a file says of its resources. */
export function secretsOf(content: unknown): Secrets {
  const texts = new Set<string>();
  return { hidden: collect(content, texts), texts };
}

/** Counts hidden secrets, and adds the texts of the others. */
function collect(value: unknown, texts: Set<string>): number {
  if (typeof value !== "object" || value === null) return 0;
  if (!isSecret(value))
    return Object.values(value).reduce((sum: number, child: unknown) => sum + collect(child, texts), 0);
  const plaintext: unknown = Reflect.get(value, "plaintext");
  if (typeof plaintext !== "string") return 1;
  try {
    addTexts(JSON.parse(plaintext), texts);
    return 0;
  } catch {
    return 1;
  }
}

const isSecret = (value: object) => Reflect.get(value, SIGNATURE) === SECRET;

function addTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === "number") texts.add(String(value));
  if (typeof value === "object" && value !== null)
    for (const child of Object.values(value)) addTexts(child, texts);
  if (typeof value !== "string" || value.trim() === "") return;
  texts.add(value.trim());
  // Kubernetes has the data of its Secrets in base64, which is judged decoded.
  if (!/^[\w+/=-]{4,}$/.test(value)) return;
  const decoded = Buffer.from(value, "base64").toString("utf8").trim();
  if (decoded !== "" && !decoded.includes("\uFFFD")) texts.add(decoded);
}

/** The same with secrets that hide their value in place of the masks of a preview. */
export function unmasked(value: unknown): unknown {
  if (value === MASK) return { [SIGNATURE]: SECRET, ciphertext: "" };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmasked);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unmasked(child)]));
}
