import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../../cli/page/style/base.css", import.meta.url), "utf8");

/** The colours of the first `:root` and, for dark, of the one within the dark query, in place of them. */
function colours(scheme: "light" | "dark"): Map<string, string> {
  const blocks = [...css.matchAll(/:root\s*\{([^}]*)\}/g)].map(([, body = ""]) => body);
  const used = scheme === "light" ? blocks.slice(0, 1) : blocks.slice(0, 2);
  return new Map(
    used.flatMap((body) =>
      [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(
        ([, name = "", hex = ""]) => [name, hex] as const,
      ),
    ),
  );
}

/** Relative luminance as WCAG 2.2 has it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as const)("colours, %s", (scheme) => {
  const all = colours(scheme);
  const of = (name: string) => all.get(name) ?? "";
  const parts = [...all.keys()].filter((name) => name.startsWith("part-"));
  const options = ["closed-api", "eu-serverless", "self-hosted", "hybrid"];

  test("there is one for each part of a bar", () => {
    expect(parts).toHaveLength(10);
  });

  test.each(["ink", "quiet", "accent", ...options])("%s can be read as text", (name) => {
    expect(contrast(of(name), of("paper"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of(name), of("raised"))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([...options, ...parts])("text on %s can be read", (name) => {
    expect(contrast(of("on-fill"), of(name))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["edge", ...parts])("%s can be seen", (name) => {
    expect(contrast(of(name), of("paper"))).toBeGreaterThanOrEqual(3);
  });
});
