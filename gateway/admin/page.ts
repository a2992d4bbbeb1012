import { hash } from "node:crypto";
import { pageFiles } from "./page-files.ts";

/** Puts text between two tags that stand empty in the page; as a function, since `$` means something in a replacement. */
function fill(html: string, tag: string, text: string): string {
  return html.replace(`></${tag}>`, () => `>${text}</${tag}>`);
}

const { html, css, script } = pageFiles;
const page = fill(fill(html, "style", css), "script", script);
const source = (text: string) => `'sha256-${hash("sha256", text, "base64")}'`;

/**
 * The page, which fetches /admin/status every few seconds. It loads nothing else and runs nothing but its own script:
 * names in a configuration are shown as text, and would be refused if they were not.
 */
export const adminPage = {
  html: page,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(page),
    "content-security-policy": [
      "default-src 'none'",
      `script-src ${source(script)}`,
      `style-src ${source(css)}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  },
};
