import type { OptionName } from "../../../domain/economics/scenario.ts";
import { html, type Markup } from "../html.ts";

/** One shape for each option, about 9 pixels large around its origin, so that colour is never alone. */
const SHAPES: Readonly<Record<OptionName, string>> = {
  closedApi: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
  euServerless: "M0-4.8L4.8 3.6H-4.8Z",
  selfHosted: "M-3.8-3.8H3.8V3.8H-3.8Z",
  hybrid: "M0-5.2L5.2 0L0 5.2L-5.2 0Z",
};

/** An option's symbol at a place of a chart. */
export function symbolAt(option: OptionName, x: number, y: number): Markup {
  return html`<path class="symbol ${option}" transform="translate(${x} ${y})" d="${SHAPES[option]}" />`;
}

/** An option's symbol within text. */
export function symbol(option: OptionName): Markup {
  return html`<svg class="inline" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
    <path class="symbol ${option}" d="${SHAPES[option]}" />
  </svg>`;
}
