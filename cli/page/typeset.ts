import { html, Markup } from "./html.ts";

/** Figures and their units stay on one line. */
export function typeset(text: string): string {
  return text.replace(/(\d) (%|M|EUR|h|×|weeks?|draws)(?![\w])/g, "$1\u00a0$2");
}

/** The id of a model, which may break after each slash; words of it only break where nothing else fits. */
export function modelId(id: string): Markup {
  const parts = id.split("/").map((part) => html`${part}`.text);
  return html`<span class="model">${new Markup(parts.join("/<wbr>"))}</span>`;
}
