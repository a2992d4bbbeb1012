import { nearest } from "../nearest.ts";

/** Most names that an error message offers. */
const MOST = 3;

/** What was meant by a name that is not known: names that contain it ("H100") or that it contains, otherwise those that look like it. */
export function meant(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const containing = known.filter((candidate) => {
    const other = candidate.toLowerCase();
    return other.includes(wanted) || wanted.includes(other);
  });
  return containing.length > 0 ? containing.slice(0, MOST) : nearest(name, known, MOST);
}

/** "; did you mean A or B?", or nothing where no name comes near. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`;
}
