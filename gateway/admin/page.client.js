/* global document, fetch, AbortSignal, setTimeout */

/**
 * The page's script. It runs in the browser as it stands here, and `tsc -p gateway/admin` checks it. All that comes from
 * the gateway becomes text by `textContent`, never HTML.
 *
 * @typedef {import("./status.ts").AdminStatus} Status
 * @typedef {Status["endpoints"][number]} Endpoint
 * @typedef {Status["keys"][number]} Key
 */

const REFRESH_MILLISECONDS = 5_000;
const TIMEOUT_MILLISECONDS = 4_000;
/** Replicas of an endpoint that are listed: those in trouble first. */
const LISTED_REPLICAS = 8;
/** Share of the bar below which a name does not fit. */
const THIN = 0.06;

const CIRCUITS = {
  closed: { text: "circuit closed", look: "" },
  "half-open": { text: "circuit half-open", look: "warn" },
  open: { text: "circuit open", look: "bad" },
};

const count = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const eur = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element ${id}`);
  return element;
}

/**
 * An element with children, of which strings become text.
 * @param {string} tag
 * @param {string} className
 * @param {(Node | string)[]} children
 */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** @param {string} text @param {(Node | string)[]} more */
function rowHeader(text, ...more) {
  const header = make("th", "", text, ...more);
  header.setAttribute("scope", "row");
  return header;
}

/** @param {(Node | string)[]} children */
const cell = (...children) => make("td", "", ...children);
/** @param {string} text */
const number = (text) => make("td", "number", text);
/** @param {string} text */
const part = (text) => make("span", "part", text);

/** @param {string} id @param {HTMLElement[][]} rows */
function fillTable(id, rows) {
  const body = byId(id).querySelector("tbody");
  body?.replaceChildren(...rows.map((cells) => make("tr", "", ...cells)));
}

/** @param {string} id @param {string} text */
function setText(id, text) {
  byId(id).textContent = text;
}

/** @param {readonly number[]} numbers */
const sum = (numbers) => numbers.reduce((total, value) => total + value, 0);

/** @param {number} share of @param {number} total */
const shareText = (share, total) => (total === 0 ? "–" : percent.format(share / total));

/** @param {Endpoint} endpoint */
function healthOf({ reachable, asleep }) {
  if (reachable) return { text: "✓ reachable", look: "good" };
  return asleep ? { text: "◐ asleep", look: "warn" } : { text: "✕ down", look: "bad" };
}

/** @param {Status} status */
function showOverview({ version, startedAt, residencyLevel, endpoints }) {
  const answered = sum(endpoints.map((endpoint) => endpoint.answered));
  const premium = sum(endpoints.map(({ tier, answered }) => (tier === "premium" ? answered : 0)));
  const open = sum(
    endpoints.map(({ replicas }) => replicas.filter(({ circuit }) => circuit !== "closed").length),
  );
  setText("level", residencyLevel);
  setText("version", `version ${version}`);
  setText("since", `, since it started on ${day.format(new Date(startedAt))}`);
  setText("premium-share", shareText(premium, answered));
  setText(
    "premium-note",
    answered === 0
      ? "nothing was answered yet"
      : `${count.format(premium)} of ${count.format(answered)} answered requests`,
  );
  setText("answered", count.format(answered));
  setText("attempts", `in ${count.format(sum(endpoints.map(({ attempts }) => attempts)))} attempts`);
  setText("waiting", count.format(sum(endpoints.map(({ waiting }) => waiting))));
  setText("spend", eur.format(sum(endpoints.map(({ costEur }) => costEur))));
  setText("reachable", `${endpoints.filter(({ reachable }) => reachable).length} of ${endpoints.length}`);
  setText(
    "circuits",
    open === 0 ? "all circuits closed" : `${open} ${open === 1 ? "circuit" : "circuits"} not closed`,
  );
}

/** @param {string} tier */
function swatch(tier) {
  const element = make("span", "swatch");
  element.dataset["tier"] = tier;
  return element;
}

/** @param {Status} status */
function showSplit({ endpoints }) {
  const total = sum(endpoints.map(({ answered }) => answered));
  const bar = byId("split-bar");
  bar.hidden = total === 0;
  bar.replaceChildren(
    ...endpoints
      .filter(({ answered }) => answered > 0)
      .map(({ name, tier, answered }) => {
        const share = answered / total;
        const segment = make("span", share < THIN ? "thin" : "", `${name} ${percent.format(share)}`);
        segment.dataset["tier"] = tier;
        segment.style.flexBasis = `${share * 100}%`;
        return segment;
      }),
  );
  const tiers = [...new Set(endpoints.map(({ tier }) => tier))];
  fillTable(
    "tiers",
    tiers.map((tier) => {
      const answered = sum(endpoints.map((each) => (each.tier === tier ? each.answered : 0)));
      const header = rowHeader("", swatch(tier), tier);
      return [header, number(count.format(answered)), number(shareText(answered, total))];
    }),
  );
  fillTable(
    "shares",
    endpoints.map(({ name, answered, inputTokens, outputTokens, costEur }) => [
      rowHeader(name),
      number(count.format(answered)),
      number(shareText(answered, total)),
      number(count.format(inputTokens)),
      number(count.format(outputTokens)),
      number(eur.format(costEur)),
    ]),
  );
}

/** @param {Endpoint["replicas"][number]} replica */
function replicaItem({ address, circuit, outstandingTokens }) {
  const { text, look } = CIRCUITS[circuit];
  const tokens = `, ${count.format(Math.round(outstandingTokens))} tokens outstanding`;
  return make("li", "", make("span", `state ${look}`, text), tokens, part(address));
}

/** @param {Endpoint["replicas"]} replicas */
function replicaCell(replicas) {
  if (replicas.length === 0) return cell("none");
  const order = ["open", "half-open", "closed"];
  const sorted = replicas.toSorted(
    (a, b) =>
      order.indexOf(a.circuit) - order.indexOf(b.circuit) || b.outstandingTokens - a.outstandingTokens,
  );
  const items = sorted.slice(0, LISTED_REPLICAS).map(replicaItem);
  const rest = replicas.length - items.length;
  if (rest > 0) items.push(make("li", "part", `and ${rest} more, which fare no worse`));
  return cell(make("ul", "", ...items));
}

/** @param {Status} status */
function showEndpoints({ endpoints }) {
  fillTable(
    "endpoints",
    endpoints.map((endpoint) => {
      const { name, tier, protocol, country, operator, ownerCountry, accepts, waiting, replicas } = endpoint;
      const { text, look } = healthOf(endpoint);
      return [
        rowHeader(name, part(`${tier}, ${protocol}`)),
        cell(make("span", `state ${look}`, text)),
        cell(country),
        cell(operator, part(`owner: ${ownerCountry}`)),
        cell(accepts.length === 0 ? "nothing" : accepts.join(", ")),
        number(count.format(waiting)),
        replicaCell(replicas),
      ];
    }),
  );
}

/** @param {Status} status */
function showModels({ models, endpoints }) {
  const known = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
  fillTable(
    "models",
    models.map(({ id, aliases, endpoints: names }) => {
      const route = names.map((name) => {
        const endpoint = known.get(name);
        if (endpoint === undefined || endpoint.reachable) return make("li", "", name);
        const { text, look } = healthOf(endpoint);
        return make("li", "", `${name} `, make("span", `state ${look}`, text));
      });
      return [
        rowHeader(id),
        cell(aliases.length === 0 ? "–" : aliases.join(", ")),
        cell(make("ol", "route", ...route)),
      ];
    }),
  );
}

/** @param {number | undefined} spent @param {number | undefined} budget */
function budgetCell(spent, budget) {
  if (spent === undefined) return cell("unknown: the store does not answer");
  if (budget === undefined) return cell(eur.format(spent), part("no budget"));
  const share = budget === 0 ? 1 : Math.min(1, spent / budget);
  const filling = make("i", "");
  filling.style.width = `${share * 100}%`;
  const gauge = make("span", share === 1 ? "gauge full" : "gauge", filling);
  gauge.setAttribute("aria-hidden", "true");
  const text = `${eur.format(spent)} of ${eur.format(budget)} (${percent.format(share)})`;
  return cell(text, ...(share === 1 ? [make("span", "state bad", " ✕ used up")] : []), gauge);
}

/** @param {Key} key */
function limitsText({ requestsPerMinute, tokensPerMinute }) {
  const limits = [
    ...(requestsPerMinute === undefined ? [] : [`${count.format(requestsPerMinute)} requests`]),
    ...(tokensPerMinute === undefined ? [] : [`${count.format(tokensPerMinute)} tokens`]),
  ];
  return limits.length === 0 ? "no limit" : limits.join(", ");
}

/** @param {Status} status */
function showKeys({ keys }) {
  byId("no-keys").hidden = keys.length > 0;
  byId("keys-region").hidden = keys.length === 0;
  fillTable(
    "keys",
    keys.map((key) => {
      const { name, models, labels, budget, spent } = key;
      return [
        rowHeader(name),
        cell(models?.join(", ") ?? "all models", part(labels?.join(", ") ?? "all labels")),
        cell(limitsText(key)),
        budgetCell(spent?.eurToday, budget?.eurPerDay),
        budgetCell(spent?.eurThisMonth, budget?.eurPerMonth),
      ];
    }),
  );
}

/** @type {Date | undefined} */
let lastUpdate;
let shown = "";

/**
 * Tells a screen reader, which reads every change aloud: the time to the minute, so that it is not read all the time.
 *
 * @param {string} text
 */
function announce(text) {
  if (byId("announced").textContent !== text) setText("announced", text);
}

/** @param {string} text the status as the gateway sent it */
function show(text) {
  /** @type {Status} */
  const status = JSON.parse(text);
  // What has not changed is left alone, so that text stays selected and is not read again.
  if (text !== shown) {
    showOverview(status);
    showSplit(status);
    showEndpoints(status);
    showModels(status);
    showKeys(status);
    shown = text;
  }
  lastUpdate = new Date();
  setText("updated", `Updated ${clock.format(lastUpdate)}`);
  announce(`Updated ${minute.format(lastUpdate)}`);
  byId("alarm").hidden = true;
  document.documentElement.dataset["state"] = "live";
}

/** Old figures stay, and are said to be old. @param {string} why */
function showFailure(why) {
  const since = lastUpdate === undefined ? "no update yet" : `last update ${clock.format(lastUpdate)}`;
  const text = `${since}, ${why}`;
  setText("alarm", `⚠ ${text}`);
  byId("alarm").hidden = false;
  announce(text);
  document.documentElement.dataset["state"] = "stale";
}

async function refresh() {
  try {
    const response = await fetch("/admin/status", { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    if (response.status === 401) showFailure("the key is not taken any more: load the page again");
    else if (response.ok) show(await response.text());
    else showFailure(`the gateway answers with ${response.status}`);
  } catch {
    showFailure("not answering");
  }
  setTimeout(() => void refresh(), REFRESH_MILLISECONDS);
}

void refresh();
