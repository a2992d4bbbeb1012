import { html, type Markup, type Part } from "../html.ts";

/** A column of a table. */
export interface Column {
  readonly head: Part;
  /** Figures stand to the right, so that their digits line up. */
  readonly figures?: boolean;
}

/** A row; its first cell names it. */
export interface Row {
  readonly cells: readonly Part[];
  readonly kind?: string;
}

const attribute = (name: string, value: string | undefined) =>
  value === undefined ? html`` : html` ${name}="${value}"`;

/** A table that scrolls within itself where a page is too narrow for it; the caption is for those who cannot see it. */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[], kind = ""): Markup {
  const figures = (index: number) =>
    attribute("class", columns[index]?.figures === true ? "figures" : undefined);
  return html`<div class="table">
    <table class="${kind}">
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ head }, index) => html`<th scope="col" ${figures(index)}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ cells, kind: rowKind }) =>
            html`<tr${attribute("class", rowKind)}>${cells.map((cell, index) =>
              index === 0 ? html`<th scope="row">${cell}</th>` : html`<td${figures(index)}>${cell}</td>`,
            )}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
