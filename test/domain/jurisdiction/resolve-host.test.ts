import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOST_GROUPS, hostOf, resolveHost } from "../../../domain/jurisdiction/hosts/index.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/regions/index.ts";
import { isCountryCode, isDay } from "./iso.ts";

const countriesOf = (host: string): string => {
  const place = resolveHost(host);
  return place.status === "known" ? place.countries.join(" ") : place.status;
};

describe("the tables of hosts", () => {
  const templates = HOST_GROUPS.flatMap((group) => [
    ...Object.keys(group.hosts ?? {}),
    ...(group.regional ?? []),
  ]);

  test("have source and day, real countries, and no host twice", () => {
    for (const { operator, source, asOf, hosts = {} } of HOST_GROUPS) {
      expect(source, operator).toMatch(/^https:\/\//);
      expect(asOf, operator).toSatisfy(isDay);
      for (const [host, text] of Object.entries(hosts)) {
        expect(host).toBe(host.toLowerCase());
        const countries = text === "" ? [] : text.split(" ");
        expect(
          countries.filter((country) => country !== "EU" && !isCountryCode(country)),
          host,
        ).toEqual([]);
      }
    }
    expect(templates.filter((host, index) => templates.indexOf(host) !== index)).toEqual([]);
    expect(templates.length).toBeGreaterThan(300);
  });

  test("end in two labels that are spelled out", () => {
    expect(templates.filter((template) => /[{*]/.test(template.split(".").slice(-2).join(".")))).toEqual([]);
  });

  test("a host that is spelled out resolves to what its table says", () => {
    for (const { operator, hosts = {} } of HOST_GROUPS) {
      for (const [host, text] of Object.entries(hosts)) {
        const written = host.replace("*", "a.b").replaceAll(/\{[a-z]+\}/g, "name");
        expect(countriesOf(written), host).toBe(text);
        expect(resolveHost(written), host).toMatchObject({ operator });
      }
    }
  });

  test("a template with a region resolves for each region of its table", () => {
    for (const { table, regional = [], operator } of HOST_GROUPS) {
      const regions = REGION_TABLES.find(({ provider }) => provider === table)?.regions ?? {};
      if (regional.length > 0) expect(Object.keys(regions).length, operator).toBeGreaterThan(0);
      for (const template of regional) {
        for (const [region, country] of Object.entries(regions)) {
          // A location such as de/fra is no label: hosts spell it de-fra.
          const label = region.toLowerCase().replace("/", "-");
          const host = template
            .replace("*", "a")
            .replace("{region}", label)
            .replaceAll(/\{[a-z]+\}/g, "name");
          expect(countriesOf(host), `${template} ${region}`).toBe(country);
        }
        const unknown = template
          .replace("*", "a")
          .replace("{region}", "xx-none-7")
          .replaceAll(/\{[a-z]+\}/g, "name");
        expect(countriesOf(unknown), template).toBe("");
      }
    }
  });
});

describe("where a host lies", () => {
  test.each([
    ["s3.eu-central-1.amazonaws.com", "DE"],
    ["bucket.s3.us-east-1.amazonaws.com", "US"],
    ["123456789012.dkr.ecr.eu-west-2.amazonaws.com", "GB"],
    ["ABC.gr7.eu-west-3.eks.amazonaws.com", "FR"],
    ["bedrock-runtime.eusc-de-east-1.amazonaws.eu", "DE"],
    ["bucket.s3.amazonaws.com", ""],
    ["us-central1-aiplatform.googleapis.com", "US"],
    ["europe-west3-docker.pkg.dev", "DE"],
    ["europe-west6-aiplatform.googleapis.com", "CH"],
    ["vm.norwayeast.cloudapp.azure.com", "NO"],
    ["my.openai.azure.com", ""],
    ["acme.blob.core.windows.net", ""],
    ["x-1234.hcp.westeurope.azmk8s.io", "NL"],
    ["s3.fr-par.scw.cloud", "FR"],
    ["11111111-2222.api.k8s.pl-waw.scw.cloud", "PL"],
    ["s3.uk.io.cloud.ovh.net", "GB"],
    ["fsn1.your-objectstorage.com", "DE"],
    ["sos-ch-dk-2.exo.io", "CH"],
    ["iam-pub.eu-ch2.sc.otc.t-systems.com", "CH"],
    ["storage.eu-north2.nebius.cloud", "IS"],
    ["lon1.digitaloceanspaces.com", "GB"],
    ["objectstorage.eu-zurich-1.oraclecloud.com", "CH"],
    ["fra.ocir.io", "DE"],
    ["api.openai.com", "US"],
    ["eu.api.openai.com", "EU IS LI NO CH"],
    ["api.eu.mistral.ai", "EU"],
    ["api.mistral.ai", ""],
    ["api.datadoghq.eu", "DE"],
    ["api.datadoghq.com", "US"],
    ["api.us3.datadoghq.com", "US"],
    ["api.ap1.datadoghq.com", "JP"],
    ["o1.ingest.de.sentry.io", "DE"],
    ["otlp.eu01.nr-data.net", "DE"],
    ["otlp.nr-data.net", "US"],
    ["eu.gcr.io", "EU"],
    ["stats.vllm.ai", ""],
    ["x.eu-west-1.aws.endpoints.huggingface.cloud", "IE"],
    ["API.OpenAI.com.", "US"],
    ["api%2eopenai%2ecom", "US"],
    ["ip-10-0-0-1.ec2.internal", "US"],
    ["ip-10-0-0-1.eu-central-1.compute.internal", "DE"],
    ["vm.us-central1-a.c.project.internal", "US"],
    ["vm.europe-west3-a.c.project.internal", "DE"],
    ["${BUCKET}.s3.us-east-1.amazonaws.com", "US"],
  ])("%s: %j", (host, countries) => {
    expect(countriesOf(host)).toBe(countries);
  });

  test("names the operator, its owner's country, the role and the proof", () => {
    expect(resolveHost("s3.eu-west-2.amazonaws.com")).toMatchObject({
      operator: "Amazon Web Services",
      ownerCountry: "US",
      role: "cloud",
      proof: "s3.eu-west-2.amazonaws.com names eu-west-2 of aws",
    });
    expect(resolveHost("www.w3.org")).toMatchObject({ role: "identifier" });
  });

  test("says which code is not known", () => {
    expect(resolveHost("s3.eu-west-9.amazonaws.com")).toMatchObject({
      status: "known",
      countries: [],
      proof: "eu-west-9 in s3.eu-west-9.amazonaws.com is no region of Amazon Web Services",
    });
  });

  test.each([
    "api.openai.com.evil.eu",
    "xapi.openai.com",
    "openai.com",
    "api-openai.com",
    "a.api.openai.com",
    "api.openai.com.evil.openai.com",
    "s3.eu-central-1.amazonaws.com.evil.eu",
    "evil-scw.cloud",
    "8.8.8.8",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "2130706433",
    "172.32.0.1",
    "llm.acme.de",
  ])("%s is unknown", (host) => {
    expect(resolveHost(host).status).toBe("unknown");
  });

  test.each(["${HOST}", "$(HOST)", "$HOST", "{{ host }}", "%s", "", "<host>", "a.${DOMAIN}", "010.8.8.8"])(
    "%j is unknown, and nothing is near it",
    (host) => {
      expect(resolveHost(host)).toMatchObject({ status: "unknown", nearest: [] });
    },
  );

  test("an unknown host gives the nearest ones", () => {
    expect(resolveHost("api.opnai.com")).toMatchObject({
      nearest: expect.arrayContaining(["api.openai.com"]) as unknown,
    });
  });

  test("no prefix or suffix of a known host resolves to its operator", () => {
    const hosts = HOST_GROUPS.flatMap(({ hosts: table = {} }) => Object.keys(table)).filter(
      (host) => !/[*{]/.test(host),
    );
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.constantFrom(...hosts), word, (host, other) => {
        expect(resolveHost(`${host}.${other}.zz`).status).toBe("unknown");
        expect(resolveHost(`${host}${other}zz`).status).toBe("unknown");
      }),
      { numRuns: 500 },
    );
  });
});

describe("hosts that no table has to know", () => {
  test.each([
    ["localhost", "in-cluster"],
    ["127.0.0.1", "in-cluster"],
    ["127.8.9.1", "in-cluster"],
    ["::1", "in-cluster"],
    ["[::1]", "in-cluster"],
    ["0.0.0.0", "in-cluster"],
    ["model-server", "in-cluster"],
    ["model-server.llm.svc", "in-cluster"],
    ["model-server.llm.svc.cluster.local", "in-cluster"],
    ["host.docker.internal", "in-cluster"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["169.254.169.254", "private"],
    ["100.64.0.1", "private"],
    ["fd12::1", "private"],
    ["fe80::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:a00:1", "private"],
    ["db.compute.internal", "private"],
    ["$(POD_NAME).kafka.apps.svc.cluster.local", "in-cluster"],
    ["db.internal", "private"],
    ["printer.local", "private"],
    ["nas.lan", "private"],
    ["router.home.arpa", "private"],
    ["app.localhost", "private"],
    ["example.com", "reserved"],
    ["www.example.org", "reserved"],
    ["llm.test", "reserved"],
    ["no.invalid", "reserved"],
    ["192.0.2.1", "reserved"],
    ["2001:db8::1", "reserved"],
    ["notexample.com", "unknown"],
    ["svc.acme.de", "unknown"],
  ])("%s is %s", (host, status) => {
    expect(resolveHost(host).status).toBe(status);
  });
});

describe("the host in a text", () => {
  test.each([
    ["https://API.OpenAI.com:8443/v1?x=1", "api.openai.com"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["https://api.openai.com@evil.eu/", "evil.eu"],
    ["redis://user:p%40ss@cache.acme.eu:6379/0", "cache.acme.eu"],
    ["jdbc:postgresql://db.acme.eu:5432/x", "db.acme.eu"],
    ["oci://ghcr.io/acme/chart", "ghcr.io"],
    ["git@github.com:acme/repo.git", "github.com"],
    ["ssh://git@github.com/acme/repo", "github.com"],
    ["ghcr.io/acme/image:v1", "ghcr.io"],
    ["registry.acme.eu:5000/image", "registry.acme.eu"],
    ["loki:3100", "loki"],
    ["[::1]:8080", "::1"],
    ["http://[fd00::1]:80/", "fd00::1"],
    ["localhost", "localhost"],
    ["10.0.0.1", "10.0.0.1"],
    ["api.openai.com", "api.openai.com"],
  ])("%s has %s", (text, host) => {
    expect(hostOf(text)).toBe(host);
  });

  test.each([
    "",
    "hello",
    "two words",
    "nginx:1.25",
    "library/nginx",
    "1.2.3",
    "s3://bucket/key",
    "gs://bucket",
    "file:///etc/x",
    "https://",
    "https://a b",
  ])("%j has none", (text) => {
    expect(hostOf(text)).toBeUndefined();
  });
});
