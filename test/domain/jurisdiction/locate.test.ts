import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isStrongCode, locate } from "../../../domain/jurisdiction/locate.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/regions/index.ts";

const countryOf = (code: string, provider?: string): string => {
  const place = locate(code, provider);
  return place.status === "known" ? place.countries.join(" ") : place.status;
};

describe("regions", () => {
  test.each([
    ["aws", "eu-west-2", "GB"],
    ["aws", "eu-central-2", "CH"],
    ["aws", "eusc-de-east-1", "DE"],
    ["aws", "eu-central-1", "DE"],
    ["gcp", "europe-west2", "GB"],
    ["gcp", "europe-west6", "CH"],
    ["gcp", "europe-west3", "DE"],
    ["azure", "norwayeast", "NO"],
    ["azure", "switzerlandnorth", "CH"],
    ["azure", "germanywestcentral", "DE"],
    ["ovh", "UK1", "GB"],
    ["ovh", "BHS5", "CA"],
    ["scaleway", "pl-waw", "PL"],
    ["hcloud", "ash", "US"],
    ["alibaba", "eu-west-1", "GB"],
    ["alibaba", "eu-west-2", "FR"],
    ["alibaba", "ap-southeast-3", "MY"],
    ["aws", "eu-isoe-west-1", "GB"],
    ["azure", "bleufrancecentral", "FR"],
    ["gcp", "u-germany-northeast1", "DE"],
    ["ovh", "EU-WEST-LZ-MNC", "GB"],
    ["ovh", "EU-WEST-LZ-ZRH", "CH"],
    ["ovh", "eu-west-eri", "GB"],
    ["ovh", "EU-SOUTH-MIL", "IT"],
    ["exoscale", "ch-dk-2", "CH"],
    ["exoscale", "ch-gva-2", "CH"],
    ["upcloud", "no-svg1", "NO"],
    ["nebius", "eu-north1", "FI"],
    ["nebius", "eu-north2", "IS"],
    ["nebius", "uk-south1", "GB"],
    ["ionos", "gb/bhx", "GB"],
    ["ionos", "de-txl", "DE"],
    ["ionos", "eu-central-2", "DE"],
    ["otc", "eu-ch2", "CH"],
    ["verda", "ICE-01", "IS"],
    ["seeweb", "ch-lug1", "CH"],
    ["digitalocean", "lon1", "GB"],
    ["linode", "eu-west", "GB"],
    ["linode", "ap-south", "SG"],
    ["vultr", "man", "GB"],
    ["oracle", "eu-zurich-1", "CH"],
    ["oracle", "eu-frankfurt-2", "DE"],
    ["oracle", "eu-jovanovac-1", "RS"],
    ["oracle", "LHR", "GB"],
    ["ibm", "eu-gb", "GB"],
    ["ibm", "osl01", "NO"],
  ])("%s %s lies in %s", (provider, code, country) => {
    expect(countryOf(code, provider)).toBe(country);
  });

  test("case and space around a code do not matter", () => {
    expect(countryOf(" gra11 ", "ovh")).toBe("FR");
    expect(countryOf("EUROPE-WEST6", "gcp")).toBe("CH");
    expect(countryOf("West Europe", "azure")).toBe("NL");
    expect(countryOf("East US 2")).toBe("US");
    expect(countryOf("eu west-1", "aws")).toBe("unknown");
  });

  test("a code that looks European proves nothing: codes are never compared by prefix", () => {
    expect(countryOf("eu-west-9", "aws")).toBe("unknown");
    expect(countryOf("europe-west7", "gcp")).toBe("unknown");
    expect(countryOf("eu-central-1-and-more", "aws")).toBe("unknown");
    expect(countryOf("eu", "aws")).toBe("unknown");
  });

  test("a provider's own table alone counts where it has one", () => {
    expect(countryOf("fr-par", "aws")).toBe("unknown");
    expect(countryOf("eu-west-1", "aws")).toBe("IE");
  });

  test("a provider without a table is looked up in all tables", () => {
    expect(countryOf("fr-par", "kubernetes")).toBe("FR");
  });

  test("a code of two providers with different countries is ambiguous without a provider", () => {
    expect(locate("eu-west-1")).toEqual({
      status: "ambiguous",
      countries: ["IE", "GB"],
      providers: ["aws", "alibaba"],
    });
    // London for AWS, Paris for Alibaba; Zurich for AWS, Berlin for IONOS.
    expect(["eu-west-2", "eu-west-2a", "eu-central-2"].map((code) => countryOf(code))).toEqual(
      Array(3).fill("ambiguous"),
    );
  });

  test("a code of two providers with the same country is not ambiguous", () => {
    expect(countryOf("eu-central-1")).toBe("DE");
  });

  test("an unknown code gives the nearest ones of the provider", () => {
    expect(locate("fr-pari", "scaleway")).toEqual({ status: "unknown", nearest: ["fr-par"] });
    expect(locate("eu-centrall-1", "aws")).toMatchObject({
      nearest: ["eu-central-1", "eu-central-2", "ca-central-1"],
    });
    expect(locate("nothing-like-a-region", "hcloud")).toEqual({ status: "unknown", nearest: [] });
  });

  test("a place in several countries gives them all, and one anywhere in the world none", () => {
    expect(locate("eur5", "gcp")).toMatchObject({ countries: ["BE", "GB", "NL"] });
    expect(locate("global", "gcp")).toMatchObject({ countries: [], kind: "global" });
    expect(locate("nowhere-1", "aws").status).toBe("unknown");
  });

  test("every name of every table is found as it is written there, in capitals and in small letters", () => {
    const names = REGION_TABLES.flatMap(({ provider, regions, zones = {}, multiRegions = {} }) =>
      Object.entries({ ...multiRegions, ...zones, ...regions }).map(([code, text]) => ({
        provider,
        code,
        text,
      })),
    );
    for (const { provider, code, text } of names) {
      for (const written of [code, code.toUpperCase(), code.toLowerCase()]) {
        expect(countryOf(written, provider), `${provider} ${code}`).toBe(text);
      }
    }
  });

  test("no letter of a region may be another one, unless that is a region too", () => {
    const codes = REGION_TABLES.flatMap(({ provider, regions }) =>
      Object.keys(regions).map((code) => ({ provider, code })),
    );
    const letters = fc.nat(25).map((index) => String.fromCharCode(97 + index));
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.nat(), letters, ({ provider, code }, at, letter) => {
        const index = at % code.length;
        const changed = `${code.slice(0, index)}${letter}${code.slice(index + 1)}`.toLowerCase();
        const table = REGION_TABLES.find((candidate) => candidate.provider === provider);
        const names = [table?.regions, table?.zones, table?.multiRegions, table?.aliases].flatMap((record) =>
          Object.keys(record ?? {}).map((name) => name.toLowerCase()),
        );
        const region = table?.zoneForm?.exec(changed)?.[1] ?? changed;
        const place = locate(changed, provider);
        expect(place.status === "known").toBe(names.includes(changed) || names.includes(region));
      }),
      { numRuns: 2000 },
    );
  });

  test("any text has an answer", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.constantFrom("aws", "azure", "nobody"), { nil: undefined }),
        (code, provider) => {
          expect(["known", "unknown", "ambiguous"]).toContain(locate(code, provider).status);
        },
      ),
    );
  });
});

describe("multi-regions", () => {
  test.each([
    ["gcp", "EU", "EU"],
    ["gcp", "eu", "EU"],
    ["gcp", "EUR4", "FI NL"],
    ["gcp", "EUR5", "BE GB NL"],
    ["gcp", "eur6", "NL DE CH"],
    ["gcp", "EUR7", "GB DE"],
    ["gcp", "EUR8", "DE CH"],
    ["gcp", "eur3", "BE NL FI"],
    ["gcp", "nam4", "US"],
    ["gcp", "global", ""],
    ["gcp", "europe", "unknown"],
    ["azure", "global", ""],
    ["azure", "unitedstates", "US"],
    ["hcloud", "eu-central", "DE FI"],
    ["ibm", "eu", "EU"],
  ])("%s %s spans %j", (provider, code, countries) => {
    expect(countryOf(code, provider)).toBe(countries);
  });

  test("Azure's Europe is the continent, with London and Zurich", () => {
    expect(locate("europe", "azure")).toMatchObject({
      countries: expect.arrayContaining(["GB", "CH", "NO"]) as unknown,
      kind: "multi-region",
    });
  });

  test("kinds tell a region from a zone, a multi-region and the world", () => {
    const kinds = [
      ["eu-west-3", "aws"],
      ["eu-west-3a", "aws"],
      ["eu", "gcp"],
      ["global", "gcp"],
    ].map(([code = "", provider]) => {
      const place = locate(code, provider);
      return place.status === "known" ? place.kind : place.status;
    });
    expect(kinds).toEqual(["region", "zone", "multi-region", "global"]);
  });
});

describe("codes that mean a place wherever they stand", () => {
  test.each(["us-east-1", "eastus2", "westus", "europe-west2", "eu-central-1-waw-1a", "de-fra1", "fr-par-1"])(
    "%s",
    (code) => {
      expect(isStrongCode(code)).toBe(true);
    },
  );

  test.each([
    "us",
    "eu",
    "de",
    "ams",
    "global",
    "europe",
    "germany",
    "portland",
    "fsn1",
    "us-east-99",
    "hello-1",
    "",
  ])("not %j", (code) => {
    expect(isStrongCode(code)).toBe(false);
  });

  test("two words suffice where the provider is known to use them", () => {
    expect(isStrongCode("fr-par", "scaleway")).toBe(true);
    expect(isStrongCode("de/txl", "ionos")).toBe(true);
    expect(isStrongCode("eu-de", "otc")).toBe(false);
    expect(isStrongCode("fr-par")).toBe(false);
    expect(isStrongCode("fr-par", "aws")).toBe(false);
    expect(isStrongCode("eastus", "aws")).toBe(false);
  });
});

describe("zones", () => {
  test.each([
    ["aws", "eu-central-1a", "DE"],
    ["aws", "eu-west-2c", "GB"],
    ["aws", "eu-central-9a", "unknown"],
    ["aws", "eu-central-1ab", "unknown"],
    ["aws", "eu-central-1-a", "unknown"],
    ["gcp", "europe-west3-b", "DE"],
    ["gcp", "europe-west6-a", "CH"],
    ["gcp", "europe-west99-a", "unknown"],
    ["gcp", "europe-west3b", "unknown"],
    ["scaleway", "fr-par-2", "FR"],
    ["scaleway", "nl-ams-1", "NL"],
    ["scaleway", "pl-waw-3", "PL"],
    ["scaleway", "fr-lyo-1", "unknown"],
    ["scaleway", "fr-par-2a", "unknown"],
    ["hcloud", "fsn1-dc14", "DE"],
    ["hcloud", "hel1-dc2", "FI"],
    ["hcloud", "xyz1-dc2", "unknown"],
    ["azure", "westeurope-1", "NL"],
    ["azure", "westeurope-4", "unknown"],
    ["azure", "germany-1", "unknown"],
    ["gcp", "eur4-a", "unknown"],
    ["aws", "euc1-az2", "DE"],
    ["aws", "euc1a", "unknown"],
    ["aws", "euw2-az1", "GB"],
    ["aws", "eu-central-1-waw-1a", "PL"],
    ["aws", "eu-central-1-ham-1a", "DE"],
    ["aws", "eu-central-1-ist-1a", "TR"],
    ["aws", "eu-central-1-xyz-1a", "unknown"],
    ["aws", "us-west-2-lax-1b", "US"],
    ["aws", "usw2-lax1-az2", "US"],
    ["aws", "eu-central-1-waw-1b", "unknown"],
    ["aws", "euc1-waw1-az2", "unknown"],
    ["aws", "eu-north-1-hel-1a", "FI"],
    ["aws", "eu-north-1-cph-1", "DK"],
    ["aws", "us-east-1-bue-1a", "AR"],
    ["aws", "use1-bos1-az1", "US"],
    ["aws", "euc1-waw1-az1", "PL"],
    ["aws", "eu-central-1-wl1-ber-wlz-1", "DE"],
    ["aws", "eu-west-3-wl1-dss1", "SN"],
    ["aws", "eu-west-2-wl1-man-wlz-1", "GB"],
    ["ovh", "eu-west-par-a", "FR"],
    ["ovh", "EU-WEST-LZ-BRU-A", "BE"],
    ["ovh", "EU-WEST-LZ-MNC-A", "GB"],
    ["ovh", "eu-west-par-d", "unknown"],
    ["otc", "eu-de-01", "DE"],
    ["otc", "eu-ch2b", "CH"],
    ["ionos", "de/fra/2", "DE"],
    ["oracle", "kWVD:EU-FRANKFURT-1-AD-1", "DE"],
    ["oracle", "uk-london-1-ad-3", "GB"],
    ["ibm", "eu-de-3", "DE"],
    ["ibm", "fra02", "DE"],
    ["alibaba", "eu-central-1a", "DE"],
    ["alibaba", "cn-hangzhou-h", "CN"],
  ])("%s %s: %s, after its region", (provider, code, country) => {
    expect(countryOf(code, provider)).toBe(country);
  });

  test("a zone's form of one provider is not taken for another's", () => {
    expect(countryOf("fr-para", "scaleway")).toBe("unknown");
    expect(countryOf("europe-west3a", "gcp")).toBe("unknown");
  });
});
