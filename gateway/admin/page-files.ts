import { readFileSync } from "node:fs";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The page's source. The bundle has its text in the place of this module, since there are no files beside it. */
export const pageFiles = {
  html: read("page.html"),
  css: read("page.css"),
  script: read("page.client.js"),
};
