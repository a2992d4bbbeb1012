import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearest } from "../../domain/nearest.ts";

describe("nearest", () => {
  test("offers the names with the fewest edits, best first", () => {
    expect(nearest("replica", ["replicas", "region", "replace", "gpu"])).toEqual([
      "replicas",
      "replace",
      "region",
    ]);
  });

  test("one letter too many, too few, or wrong is one edit", () => {
    expect(nearest("zonee", ["zone"])).toEqual(["zone"]);
    expect(nearest("zne", ["zone"])).toEqual(["zone"]);
    expect(nearest("zome", ["zone"])).toEqual(["zone"]);
  });

  test("case does not count as an edit, and the name is given as it is known", () => {
    expect(nearest("gra11", ["GRA7", "GRA11"], 1)).toEqual(["GRA11"]);
  });

  test("offers nothing where over half of the letters, and over two, would change", () => {
    expect(nearest("zone", ["budget"])).toEqual([]);
    expect(nearest("ab", ["xy"])).toEqual(["xy"]);
    expect(nearest("abc", ["xyz"])).toEqual([]);
  });

  test("equal distances come in alphabetical order, and no more than asked for", () => {
    expect(nearest("bb", ["bc", "ba", "bd", "be"])).toEqual(["ba", "bc", "bd"]);
    expect(nearest("bb", ["bc", "ba"], 1)).toEqual(["ba"]);
  });

  test("a known name is its own nearest", () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom("a", "b", "-") }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(names, fc.nat(), (known, choice) => {
        const name = known[choice % known.length] ?? "";
        expect(nearest(name, known, 1)).toEqual([name]);
      }),
    );
  });
});
