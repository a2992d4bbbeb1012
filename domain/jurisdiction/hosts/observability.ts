import { anywhere, at, type HostGroup, type HostRole } from "./types.ts";

const role: HostRole = "observability";
const asOf = "2026-11-24";

/** The hosts of one Datadog site: its API, its intakes, its app. */
function datadogSite(countries: string, site: string): Readonly<Record<string, string>> {
  return at(countries, site, `*.${site}`);
}

/** Where metrics, logs, traces, errors, alerts and usage statistics go. */
export const OBSERVABILITY: readonly HostGroup[] = [
  {
    operator: "Datadog",
    role,
    source: "https://docs.datadoghq.com/getting_started/site/; datadog-api-client 2.62.0 (PyPI)",
    asOf,
    hosts: {
      ...datadogSite("US", "datadoghq.com"),
      ...datadogSite("US", "us3.datadoghq.com"),
      ...datadogSite("US", "us5.datadoghq.com"),
      ...datadogSite("US", "ddog-gov.com"),
      ...datadogSite("DE", "datadoghq.eu"),
      ...datadogSite("JP", "ap1.datadoghq.com"),
      ...datadogSite("AU", "ap2.datadoghq.com"),
      ...datadogSite("GB", "uk1.datadoghq.com"),
      ...at(
        "US",
        "browser-intake-datadoghq.com",
        "browser-intake-us3-datadoghq.com",
        "browser-intake-us5-datadoghq.com",
      ),
      ...at("DE", "browser-intake-datadoghq.eu"),
    },
  },
  {
    operator: "Sentry",
    role,
    source: "https://docs.sentry.io/organization/data-storage-location/",
    asOf,
    hosts: {
      ...at("DE", "{org}.ingest.de.sentry.io", "de.sentry.io"),
      ...at(
        "US",
        "{org}.ingest.us.sentry.io",
        "us.sentry.io",
        "sentry.io",
        "ingest.sentry.io",
        "{org}.ingest.sentry.io",
        "{org}.sentry.io",
      ),
    },
  },
  {
    operator: "Grafana Labs",
    role,
    source: "https://grafana.com/docs/grafana-cloud/security-and-account-management/region-url-formats/",
    asOf,
    // A host such as prometheus-prod-01-eu-west-0.grafana.net carries a region of Grafana's own numbering, whose
    // country the page does not give.
    hosts: anywhere("*.grafana.net", "grafana.com", "stats.grafana.org"),
  },
  {
    operator: "New Relic",
    role,
    source: "https://docs.newrelic.com/docs/accounts/accounts-billing/account-setup/choose-your-data-center/",
    asOf,
    hosts: {
      // "The EU region's data centre is in Frankfurt."
      ...at("DE", "*.eu.newrelic.com", "*.eu01.nr-data.net"),
      ...at("US", "*.newrelic.com", "*.nr-data.net"),
    },
  },
  {
    operator: "Honeycomb",
    role,
    source: "https://docs.honeycomb.io/get-started/start-building/application/ (EU instance in Ireland)",
    asOf,
    hosts: {
      ...at("IE", "api.eu1.honeycomb.io", "ui.eu1.honeycomb.io"),
      ...at("US", "api.honeycomb.io", "ui.honeycomb.io"),
    },
  },
  {
    operator: "Langfuse",
    role,
    source: "https://langfuse.com/security/data-regions (EU: Ireland)",
    asOf,
    hosts: {
      ...at("IE", "cloud.langfuse.com"),
      ...at("US", "us.cloud.langfuse.com", "hipaa.cloud.langfuse.com"),
    },
  },
  {
    operator: "LangChain",
    role,
    source: "https://docs.langchain.com/langsmith/cloud (EU: europe-west4)",
    asOf,
    hosts: {
      ...at("NL", "eu.api.smith.langchain.com", "eu.smith.langchain.com"),
      ...at("US", "api.smith.langchain.com", "smith.langchain.com"),
    },
  },
  {
    operator: "PostHog",
    role,
    source: "https://posthog.com/docs/privacy/data-storage (EU: Frankfurt)",
    asOf,
    hosts: {
      ...at("DE", "eu.i.posthog.com", "eu.posthog.com"),
      ...at("US", "us.i.posthog.com", "us.posthog.com", "app.posthog.com"),
    },
  },
  {
    operator: "PagerDuty",
    role,
    source: "https://support.pagerduty.com/main/docs/service-regions",
    asOf,
    hosts: {
      ...at("EU", "events.eu.pagerduty.com", "api.eu.pagerduty.com"),
      ...at("US", "events.pagerduty.com", "api.pagerduty.com"),
    },
  },
  {
    operator: "Atlassian",
    role,
    source: "https://docs.opsgenie.com/docs/european-service-region",
    asOf,
    hosts: { ...at("EU", "api.eu.opsgenie.com"), ...at("US", "api.opsgenie.com") },
  },
  {
    operator: "Slack",
    role,
    source: "https://slack.com/help/articles/360035633934-Data-residency-for-Slack (chosen by organization)",
    asOf,
    hosts: anywhere("hooks.slack.com", "slack.com", "api.slack.com"),
  },
  {
    operator: "Discord",
    role,
    source: "https://discord.com/privacy",
    asOf,
    hosts: at("US", "discord.com", "discordapp.com"),
  },
  {
    operator: "Telegram",
    role,
    source: "https://telegram.org/privacy",
    asOf,
    hosts: anywhere("api.telegram.org"),
  },
  {
    operator: "Splunk",
    role,
    source: "https://help.splunk.com/en/splunk-on-call",
    asOf,
    hosts: at("US", "alert.victorops.com"),
  },
  {
    operator: "Splunk",
    role,
    source: "https://dev.splunk.com/observability/docs/realms_in_endpoints/",
    asOf,
    hosts: {
      ...at("US", "ingest.us0.signalfx.com", "ingest.us1.signalfx.com", "ingest.us2.signalfx.com"),
      ...at("IE", "ingest.eu0.signalfx.com"),
      ...at("DE", "ingest.eu1.signalfx.com"),
      ...at("GB", "ingest.eu2.signalfx.com"),
      ...at("JP", "ingest.jp0.signalfx.com"),
      ...at("AU", "ingest.au0.signalfx.com"),
    },
  },
  {
    operator: "Better Stack",
    role,
    source: "https://betterstack.com/docs/logs/start/",
    asOf,
    hosts: anywhere(
      "in.logs.betterstack.com",
      "*.betterstackdata.com",
      "uptime.betterstack.com",
      "in.logtail.com",
    ),
  },
  {
    operator: "Axiom",
    role,
    source: "https://axiom.co/docs/reference/edge-deployments",
    asOf,
    hosts: { ...at("US", "api.axiom.co"), ...at("DE", "api.eu.axiom.co", "eu-central-1.aws.edge.axiom.co") },
  },
  {
    operator: "Weights & Biases",
    role,
    source: "https://docs.wandb.ai/platform/hosting/",
    asOf,
    hosts: at("US", "api.wandb.ai", "wandb.ai"),
  },
  { operator: "Comet", role, source: "https://www.comet.com/docs/", asOf, hosts: at("US", "www.comet.com") },
  {
    operator: "Traceloop",
    role,
    source: "https://www.traceloop.com/docs",
    asOf,
    hosts: anywhere("api.traceloop.com"),
  },
  {
    operator: "Helicone",
    role,
    source: "https://docs.helicone.ai/",
    asOf,
    hosts: { ...at("US", "api.helicone.ai"), ...at("EU", "eu.api.helicone.ai") },
  },
  // Usage statistics of vLLM, on by default.
  {
    operator: "vLLM",
    role,
    source: "https://docs.vllm.ai/en/latest/usage/usage_stats.html",
    asOf,
    hosts: anywhere("stats.vllm.ai"),
  },
  {
    operator: "Dynatrace",
    role,
    source: "https://docs.dynatrace.com/docs/manage/data-privacy-and-security",
    asOf,
    hosts: anywhere("*.live.dynatrace.com", "*.apps.dynatrace.com"),
  },
];
