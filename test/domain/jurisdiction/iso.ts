const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** Codes that name a group of countries or nothing. */
const NO_COUNTRIES = ["EU", "EZ", "UN", "ZZ"];

/** True for an ISO 3166-1 alpha-2 code in its canonical form: GB, not UK. */
export function isCountryCode(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.includes(code)) return false;
  return names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
}

/** True for a day in ISO 8601 that the calendar has. */
export function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
