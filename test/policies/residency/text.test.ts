import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isDocumentationKey,
  isHostKey,
  isOwnName,
  isPlaceKey,
} from "../../../policies/residency/carriers/keys.ts";
import { registryOf } from "../../../policies/residency/carriers/hosts.ts";
import {
  type Mention,
  textMentions,
  urlMentions,
  valueMentions,
} from "../../../policies/residency/carriers/text.ts";

const short = (mention: Mention) =>
  mention.kind === "host"
    ? mention.host
    : mention.kind === "place"
      ? `place ${mention.code}`
      : mention.kind === "bucket"
        ? `bucket ${mention.bucket}`
        : `profile ${mention.profile}`;

describe("keys", () => {
  test.each([
    "region",
    "bucketRegion",
    "availabilityZoneIds",
    "zone_name",
    "aws_region_name",
    "LOCATION",
    "storageLocations",
    "datacenter",
    "dataCenter",
    "locationCode",
  ])("%s says where something is", (key) => expect(isPlaceKey(key)).toBe(true));
  test.each([
    "timeZone",
    "hostedZoneId",
    "dnsZone",
    "securityZone",
    "fileLocation",
    "regional",
    "zoneless",
    "allocation",
    "locationUrl",
  ])("%s does not", (key) => expect(isPlaceKey(key)).toBe(false));
  test.each([
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "smtp_smarthost",
    "apiUrl",
    "brokers",
    "hostName",
    "SENTRY_DSN",
    "EXTERNAL_API_URL",
    "--otlp-endpoint",
  ])("%s names a host", (key) => expect(isHostKey(key)).toBe(true));
  test.each([
    "BIND_ADDRESS",
    "no_proxy",
    "emailAddress",
    "PUBLIC_URL",
    "root_url",
    "callbackUrl",
    "name",
    "hosting",
  ])("%s does not", (key) => expect(isHostKey(key)).toBe(false));
  test.each<[string, boolean]>([
    ["CORS_ALLOWED_ORIGINS", true],
    ["allowedOrigins", true],
    ["nginx.ingress.kubernetes.io/cors-allow-origin", true],
    ["SITE_URL", true],
    ["PUBLIC_API_URL", false],
  ])("%s is the name of the thing itself: %s", (key, expected) => expect(isOwnName(key)).toBe(expected));
  test.each<[string, boolean]>([
    ["runbook_url", true],
    ["example.eu/runbook_url", true],
    ["$schema", true],
    ["content", false],
    ["url", false],
  ])("%s is documentation: %s", (key, expected) => expect(isDocumentationKey(key)).toBe(expected));
});

describe("a value", () => {
  test.each<[string, string, string[]]>([
    ["", "https://api.openai.com/v1", ["api.openai.com"]],
    ["", "HTTPS://user:password@API.example.eu:8443/v1?x=1", ["API.example.eu"]],
    ["", "jdbc:postgresql://db.example.eu:5432/app", ["db.example.eu"]],
    ["", "git+ssh://git@code.example.eu/repo", ["code.example.eu"]],
    ["", "postgres://a:b@one.example.eu,two.example.eu/app", ["one.example.eu", "two.example.eu"]],
    // Hosts as parsers of URLs read them.
    ["", "https://api%2eopenai%2ecom/v1 https://api。openai。com/v1", ["api.openai.com"]],
    ["", "http://010.8.8.8/ http://[::1]:4317 http://[fd00::1]/", ["8.8.8.8", "::1", "fd00::1"]],
    ["", "https://${HOST}/v1", ["${HOST}"]],
    ["", "https://$(HOST)/v1", ["$(HOST)"]],
    ["", "https://{{ host }}/", ["{{ host }}"]],
    ["", "https://%s/", ["%s"]],
    // A password may hold anything.
    ["", "postgres://app:12;x@db.acme-us.com", ["db.acme-us.com"]],
    ["", "postgres://app:Hunter2secret/x@db.acme.eu/app", ["db.acme.eu"]],
    ["DB_URL", "postgres://app:a,b.c#d@db.acme.eu/app", ["db.acme.eu"]],
    ["", "https://cdn.acme.eu/pkg@1.2.3/x.js", ["cdn.acme.eu"]],
    ["", "https://evil.acme.com/x@good.acme.eu", ["evil.acme.com"]],
    ["", "//api.openai.com/x", ["api.openai.com"]],
    ["", String.raw`https:\/\/api.openai.com\/v1`, ["api.openai.com"]],
    ["", "curl api.openai.com/v1", ["api.openai.com"]],
    ["", "a.acme-us.com|api.openai.com", ["api.openai.com"]],
    ["HOSTS", "a.acme.eu|b.acme.eu", ["a.acme.eu", "b.acme.eu"]],
    ["HOSTS", Array.from({ length: 30 }, () => "a.acme.eu").join(), ["a.acme.eu"]],
    ["X", '{"endpoint":"api.openai.com"}', ["api.openai.com"]],
    ["CLOUD", "us-east-1", ["place us-east-1"]],
    ["cluster_name", "us-east-1", []],
    ["location", "US", ["place US"]],
    ["OVH_REGION", "BHS5", ["place BHS5"]],
    ["CALLBACK_URL", "https://api.openai.com", ["api.openai.com"]],
    ["ALLOWED_HOSTS", "shop.acme.com", []],
    ["KC_HOSTNAME", "id.acme.com", []],
    ["NEXTAUTH_URL", "https://shop.acme.com", []],
    ["SERVER_NAME", "shop.acme.com", []],
    ["CSRF_TRUSTED_ORIGINS", "https://shop.acme.com", []],
    ["", "file:///etc/passwd unix:///var/run/docker.sock", []],
    ["", "s3://weights/model", ["bucket weights"]],
    ["", "hf://meta-llama/Llama", ["huggingface.co"]],
    ["", "see https://a.example.eu and https://b.example.eu.", ["a.example.eu", "b.example.eu."]],
    ["ENDPOINT", "otel.example.eu:4317", ["otel.example.eu"]],
    ["BROKERS", "a.example.eu:9092,b.example.eu:9092", ["a.example.eu", "b.example.eu"]],
    ["whatever", "otel.example.eu:4317", ["otel.example.eu"]],
    ["whatever", "config.json", []],
    ["whatever", "app.kubernetes.io/name", []],
    ["DD_SITE", "datadoghq.com", ["datadoghq.com"]],
    ["aws_region_name", "us-east-1", ["place us-east-1"]],
    ["region", "emea", []],
    ["name", "us-east-1", []],
    ["MODEL", "us.anthropic.claude-sonnet-5", ["profile us.anthropic.claude-sonnet-5"]],
    ["MODEL", "eu.anthropic.claude-sonnet-5", []],
    ["PUBLIC_URL", "https://shop.example.eu", []],
  ])("%s=%s mentions %j", (key, value, expected) => {
    expect(valueMentions(key, value).map(short)).toEqual(expected);
  });
});

describe("a text", () => {
  test.each<[string, string, string[]]>([
    ["YAML", "remote_write:\n  - url: https://push.example.eu/api", ["push.example.eu"]],
    ["a comment", "# see https://docs.example.eu\nkey: value # https://more.example.eu", []],
    ["a URL alone", "https://api.example.eu/v1", ["api.example.eu"]],
    ["documentation", "runbook_url: https://wiki.example.eu\ndescription: https://wiki.example.eu", []],
    [
      "content of a file in cloud-init",
      'content: \'{"url": "https://logs.example.eu"}\'',
      ["logs.example.eu"],
    ],
    ["JSON", '{"url":"https://a.example.eu","description":"https://b.example.eu"}', ["a.example.eu"]],
    [
      "a dashboard",
      '{"panels":[{"type":"text","options":{"content":"https://a.example.eu"}}],"links":[{"url":"https://b.example.eu"}]}',
      [],
    ],
    ["a broken JSON", '{"url": "https://a.example.eu"', ["a.example.eu"]],
    ["fluent-bit", "    Host            logs.example.eu\n    Port 443", ["logs.example.eu"]],
    ["CoreDNS", "forward . 8.8.8.8 1.1.1.1", ["8.8.8.8", "1.1.1.1"]],
    ["nginx", "  server backend.example.eu:8080;", ["backend.example.eu"]],
    ["TOML", 'region = "us-east-1"', ["place us-east-1"]],
    ["an environment file", "API_URL=https://a.example.eu", ["a.example.eu"]],
    ["a script", "curl -fsSL https://get.example.eu | bash", ["get.example.eu"]],
    ["CRLF", "a: 1\r\nendpoint: a.example.eu\r\nb: 2", ["a.example.eu"]],
    ["a flow map", "otlp: {endpoint: api.example.eu}", ["api.example.eu"]],
    ["a block scalar", "endpoint: >-\n  api.example.eu", ["api.example.eu"]],
    ["a dash in a script", "-- https://a.example.eu", ["a.example.eu"]],
    ["a comment in SQL", "SELECT 1;\n-- https://a.example.eu", []],
    ["a comment with a known host", "# endpoint: https://api.openai.com", ["api.openai.com"]],
    ["an nginx' own name", "server_name shop.acme.com;\nreturn 301 https://$host$request_uri;", []],
    ["Apache's own name", "ServerName shop.acme.com", []],
    ["a variable of a shell", "export OTLP_ENDPOINT=a.example.eu", ["a.example.eu"]],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", []],
    ["no certificate", "-----BEGIN\nurl: https://a.example.eu", ["a.example.eu"]],
  ])("%s: %j mentions %j", (_, text, expected) => {
    expect(textMentions(text).map(short)).toEqual(expected);
  });

  test("is read to its end in a moment, whatever it holds", () => {
    for (const evil of [
      "a.".repeat(200_000),
      "https://" + "a".repeat(400_000),
      "a:".repeat(200_000),
      " ".repeat(400_000),
      "x=".repeat(100_000) + "\n" + "-".repeat(400_000),
    ])
      expect(textMentions(evil).length).toBeLessThan(10);
  });

  test.each([
    "a.b x" + " ".repeat(400_000) + "x",
    "A".repeat(400_000) + "=x",
    "a.".repeat(200_000) + " x://y",
    " #".repeat(200_000) + "\r",
    "9.".repeat(200_000),
    "[".repeat(100_000),
    "[".repeat(100_000) + "]".repeat(100_000),
    "a: " + "{a: ".repeat(10_000),
    "://".repeat(130_000),
    "a|".repeat(200_000),
    "forward " + "; {".repeat(130_000),
    "a: b\n" + "!a ".repeat(20_000),
  ])("evil text %# comes to its end", (evil) => {
    expect(textMentions(evil)).toBeInstanceOf(Array);
    expect(valueMentions("endpoint", evil)).toBeInstanceOf(Array);
  });

  test("never throws, and a URL's host is found wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(textMentions(before + after)).toBeInstanceOf(Array);
        const hosts = urlMentions("", `${before} https://sink.example.eu/ ${after}`).map(short);
        expect(hosts).toContain("sink.example.eu");
      }),
    );
  });
});

describe("the registry of an image", () => {
  test.each([
    ["nginx", "docker.io"],
    ["nginx:1.29", "docker.io"],
    ["library/nginx", "docker.io"],
    ["ghcr.io/org/app:1", "ghcr.io"],
    ["rg.fr-par.scw.cloud/app@sha256:00", "rg.fr-par.scw.cloud"],
    ["localhost/app", "localhost"],
    ["registry:5000/app", "registry"],
    ["oci://quay.io/org/chart", "quay.io"],
  ])("%s: %s", (image, registry) => expect(registryOf(image)).toBe(registry));
});
