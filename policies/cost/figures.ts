// What rounds to nothing has no sign.
const sign = { signDisplay: "negative" } as const;
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2, ...sign });
const rounded = new Intl.NumberFormat("en", { maximumFractionDigits: 0, ...sign });

/** 1234.5 → "1,234.50" (EUR). */
export function euro(amount: number): string {
  return money.format(amount);
}

/** 1234.5 → "1,235" (EUR), for amounts that are estimates. */
export function wholeEuro(amount: number): string {
  return rounded.format(amount);
}

/** Tokens in millions: 12.3 M. */
export function millions(tokens: number): string {
  const value = tokens / 1e6;
  if (value >= 100) return `${rounded.format(value)} M`;
  return `${value >= 0.1 || value === 0 ? value.toFixed(1) : value.toPrecision(1)} M`;
}

/** 0.634 → "63 %"; shares that are not nothing, or not everything, do not look like it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  if (share < 1 && share > 0.99) return "over 99 %";
  return `${Math.round(share * 100)} %`;
}
