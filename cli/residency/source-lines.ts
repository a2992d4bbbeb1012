import { readFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isScalar, LineCounter, parseDocument, visit } from "yaml";

/** A line of a file of the repository. Lines and columns count from 1. */
export interface SourceLine {
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where the program registered a resource, by URN, as the engine records it: file:///path#line,column, or
 * project:///path, which counts from the folder of Pulumi.yaml.
 */
export function sourceLine(position: string, root: string): SourceLine | undefined {
  const [, uri = "", line, column] = /^(.*?)#(\d+)(?:,(\d+))?$/.exec(position) ?? [];
  const path = uri.startsWith("project:///") ? decoded(uri.slice("project:///".length)) : filePath(uri);
  if (path === undefined || line === undefined) return undefined;
  const file = isAbsolute(path) ? relative(root, path) : path;
  // A file outside the repository, such as one of a library, has no line that a code host could show.
  if (file === "" || file.startsWith("..") || file.includes("node_modules")) return undefined;
  // The engine says 0 where it knows the file alone; code hosts refuse a whole report for one line 0.
  return {
    file: file.replaceAll("\\", "/"),
    line: Math.max(1, Number(line)),
    column: Math.max(1, Number(column ?? 1)),
  };
}

/** The engine encodes paths like any URI; undefined where it is none. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function filePath(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of a YAML file by the scalars that stand on them: where a value of a finding was written. */
export class YamlLines {
  readonly #lines = new Map<string, SourceLine>();

  /** @param file Path from `root`. */
  constructor(root: string, file: string) {
    const counter = new LineCounter();
    const document = parseDocument(readFileSync(join(root, file), "utf8"), { lineCounter: counter });
    visit(document, {
      Scalar: (key, node) => {
        if (key === "key" || !isScalar(node) || node.range === undefined || node.range === null) return;
        const { line, col: column } = counter.linePos(node.range[0]);
        const value = String(node.value).toLowerCase();
        if (!this.#lines.has(value)) this.#lines.set(value, { file, line, column });
      },
    });
  }

  /** The first line on which a value stands; a host also where the URL around it does. */
  find(value: string): SourceLine | undefined {
    const wanted = value.toLowerCase();
    const exact = this.#lines.get(wanted);
    if (exact !== undefined || !wanted.includes(".")) return exact;
    return [...this.#lines].find(([text]) => text.includes(wanted))?.[1];
  }
}
