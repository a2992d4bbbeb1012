import { areInside } from "../../domain/jurisdiction/countries.ts";
import type { ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import { locate } from "../../domain/jurisdiction/locate.ts";
import { operatorOf } from "../../domain/jurisdiction/operators.ts";
import { isList, isProperties, packageOf, type PlannedResource, UNKNOWN, type Value } from "../resource.ts";
import { declaredPlace } from "./declared.ts";
import { resourceLabel, withException } from "./exceptions.ts";
import { type AppliedException, fails, type Finding, gravest, type Verdict } from "./finding.ts";
import { countryNames, judgeResource } from "./judge.ts";
import { cloudOf } from "./knowledge/clouds.ts";
import { isNameService, worldwideService } from "./knowledge/worldwide.ts";
import { isOwnPlace } from "./unplaced.ts";

/** One step of a proof: a resource, and what of it leads to the next. */
export interface ProofStep {
  /** type::name of the resource. */
  readonly subject: string;
  readonly says: string;
}

/** The verdict on one resource, and how it is known. */
export interface Judgement {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Its own findings and what it inherits, together. */
  readonly verdict: Verdict;
  /** Where it lies; empty where it lies nowhere (configuration, values in the state) or nobody knows. */
  readonly countries: readonly string[];
  readonly operator: string | undefined;
  readonly ownerCountry: string | undefined;
  readonly proof: readonly ProofStep[];
  /** The exception that accepts all that is not proved, its own or that of what it belongs to. */
  readonly accepted: AppliedException | undefined;
  /** What its properties say; a finding of another resource that it inherits is in `proof`. */
  readonly findings: readonly Finding[];
}

/** True where a resource stands in the way: it is not proved, and no exception of today accepts it. */
export function judgementFails({ verdict, accepted }: Pick<Judgement, "verdict" | "accepted">): boolean {
  return verdict !== "proved" && accepted === undefined;
}

/** What a resource inherits from another: the place, and the way to it. */
type Inherited = Pick<
  Judgement,
  "verdict" | "countries" | "operator" | "ownerCountry" | "proof" | "accepted"
>;

/** Walks a stack's references: pool → cluster → provider → configuration. Each resource is judged once. */
export class Provenance {
  readonly #resources: ReadonlyMap<string, PlannedResource>;
  readonly #settings: ResidencySettings;
  readonly #today: Date;
  /** By resource and not by URN: a state can hold two of one URN while one is being replaced. */
  readonly #judgements = new Map<PlannedResource, Judgement>();
  /** Resources that are being judged: references in a circle prove nothing. */
  readonly #open = new Set<PlannedResource>();
  /** Providers that a resource names and that are not among the resources: the default ones of an offline plan. */
  readonly #unlisted = new Map<string, PlannedResource>();
  readonly #parentsOfMany: ReadonlySet<string>;
  readonly #buckets: ReadonlyMap<string, string>;
  readonly #byProvider: ReadonlyMap<string, readonly PlannedResource[]>;

  constructor(resources: readonly PlannedResource[], settings: ResidencySettings, today: Date) {
    this.#resources = new Map(resources.map((resource) => [resource.urn, resource]));
    this.#settings = settings;
    this.#today = today;
    this.#parentsOfMany = new Set(resources.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
    this.#buckets = bucketNames(resources);
    this.#byProvider = Map.groupBy(resources, ({ provider }) => provider?.urn ?? "");
  }

  /** The verdict on a resource of the stack. */
  judge(resource: PlannedResource): Judgement {
    const known = this.#judgements.get(resource);
    if (known !== undefined) return known;
    this.#open.add(resource);
    const judgement = this.#judged(resource);
    this.#open.delete(resource);
    this.#judgements.set(resource, judgement);
    return judgement;
  }

  #judged(resource: PlannedResource): Judgement {
    const { urn, type, name } = resource;
    let inherited: Inherited | undefined;
    const findings = judgeResource(resource, this.#settings).map((found) => {
      const resolved = found.deferred === undefined ? found : this.#resolve(resource, found);
      if (found.deferred === "owner" || (found.deferred === "cluster" && found.property === "kubeconfig"))
        inherited = this.#inherited(resource, found);
      return withException(resolved, this.#settings, this.#today);
    });
    if (/^(?:kubernetes|docker)$/.test(packageOf(type)) && !type.startsWith("pulumi:"))
      inherited = this.#behindProvider(resource);
    if (
      inherited === undefined &&
      cloudOf(type) !== undefined &&
      worldwideService(type) === undefined &&
      !findings.some(isOwnPlace)
    )
      inherited = this.#belongingOutside(resource);
    inherited ??= this.#placeOfParts(resource);
    const data = findings.filter(({ carries }) => carries === "data");
    const proved = data.filter(({ verdict, countries }) => verdict === "proved" && countries.length > 0);
    const own = proved.find(isOwnPlace) ?? (inherited === undefined ? proved[0] : undefined);
    const leading = data.find(({ deferred }) => deferred === "owner" || deferred === "cluster");
    const decisive =
      findings.find(fails) ?? own ?? leading ?? (inherited === undefined ? data[0] : undefined);
    const steps =
      decisive === undefined ? [] : [{ subject: resourceLabel(resource), says: stepText(decisive) }];
    const company = operatorOf(packageOf(type));
    const isAccepted = !findings.some(fails) && (inherited === undefined || !judgementFails(inherited));
    const verdict = gravest([
      ...findings.map((found) => found.verdict),
      ...(inherited === undefined ? [] : [inherited.verdict]),
    ]);
    const exception = findings.find((found) => found.verdict !== "proved")?.exception;
    return {
      urn,
      type,
      name,
      verdict,
      accepted: verdict !== "proved" && isAccepted ? (exception ?? inherited?.accepted) : undefined,
      countries: own?.countries ?? inherited?.countries ?? decisive?.countries ?? [],
      operator: inherited?.operator ?? own?.operator ?? company?.name,
      ownerCountry: inherited?.ownerCountry ?? own?.ownerCountry ?? company?.ownerCountry,
      proof: [...steps, ...(inherited?.proof ?? [])],
      findings,
    };
  }

  /** A finding that the rest of the stack may decide. */
  #resolve(resource: PlannedResource, found: Finding): Finding {
    switch (found.deferred) {
      case "children":
        return this.#parentsOfMany.has(resource.urn)
          ? {
              ...found,
              verdict: "proved",
              reason: "shows the objects that it creates, which are judged by themselves",
              fix: "",
            }
          : found;
      case "cluster":
        return found.property === "kubeconfig"
          ? this.#owned(resource, found)
          : this.#inClusterOf(resource, found);
      case "owner":
        return this.#owned(resource, found);
      case "origin":
      case "reference":
        return this.#originated(resource, found);
      case "resources":
        return this.#placedResources(resource, found);
      case undefined:
        return found;
    }
  }

  /** A provider's missing region decides nothing where each of its resources has a place of its own. */
  #placedResources(provider: PlannedResource, found: Finding): Finding {
    const own = this.#byProvider.get(provider.urn) ?? [];
    const isPlaced = (resource: PlannedResource) =>
      this.judge(resource).findings.every(
        ({ property }) => property !== found.property || resource.properties[found.property] !== undefined,
      );
    if (own.length === 0 || !own.every(isPlaced)) return found;
    const reason = `is not set, and none of its ${own.length} resources needs it`;
    return { ...found, verdict: "proved", reason, fix: "" };
  }

  /** What a value comes from: a resource whose outputs hold it, or, before it is known, the resources it depends on. */
  #originated(resource: PlannedResource, found: Finding): Finding {
    const [top = ""] = found.property.split(/[.[ ]/);
    const urns = resource.origins === undefined ? resource.dependencies : (resource.origins[top] ?? []);
    const { value } = found;
    const bucket =
      value === undefined ? undefined : this.#buckets.get(value.replace(/^arn:aws[\w-]*:s3:::/, ""));
    const origins = [...new Set(bucket === undefined ? urns : [...urns, bucket])].flatMap(
      (urn) => this.#resources.get(urn) ?? [],
    );
    const holding =
      value === undefined
        ? origins
        : origins.filter((origin) => origin.urn === bucket || gaveOut(origin, value));
    if (holding.length === 0) return found;
    const judged = holding.map((origin) => this.#reference(origin));
    // A host is shown to lie inside by something that lies there itself; a random value or a parameter only repeats it.
    const isShown =
      found.deferred === "reference" || judged.some((judgement) => judgement && showsPlace(judgement));
    if (!isShown) return found;
    const verdict = gravest(judged.map((judgement) => judgement?.verdict ?? "unproven"));
    const names = holding.map(resourceLabel).join(", ");
    const countries = [...new Set(judged.flatMap((judgement) => judgement?.countries ?? []))];
    const where = countries.length === 0 ? "" : ` in ${countryNames(countries)}`;
    return verdict === "proved"
      ? { ...found, verdict, countries, reason: `comes from ${names}${where}`, fix: "" }
      : {
          ...found,
          verdict,
          countries,
          reason: `comes from ${names}, which ${verdict === "violating" ? `lies${where}` : "is unproven itself"}`,
        };
  }

  /** A resource that lies where what it belongs to lies. */
  #owned(resource: PlannedResource, found: Finding): Finding {
    const inherited = this.#inherited(resource, found);
    if (inherited === undefined || inherited.verdict === "unproven") return found;
    const [from] = inherited.proof;
    const { verdict, countries, operator, ownerCountry } = inherited;
    const where = countries.length === 0 ? "" : `, in ${countryNames(countries)}`;
    const reason = `is where ${from?.subject ?? "what it belongs to"} is${where}`;
    return {
      ...found,
      verdict,
      countries,
      operator,
      ownerCountry,
      reason,
      fix: verdict === "proved" ? "" : "move what it belongs to inside",
      exception: inherited.accepted,
    };
  }

  #inherited(resource: PlannedResource, { deferred }: Finding): Inherited | undefined {
    const parent = resource.parent === undefined ? undefined : this.#resources.get(resource.parent);
    const declared = parent && declaredPlace(parent);
    if (parent !== undefined && declared !== undefined) {
      const { country, operator, ownerCountry } = declared;
      const server = parent.properties["server"];
      const says = `declared in cluster.place${typeof server === "string" ? ` for ${server}` : ""}`;
      const inside = areInside([country], this.#settings.level);
      return {
        verdict: inside ? "proved" : "violating",
        countries: [country],
        operator,
        ownerCountry,
        proof: [{ subject: resourceLabel(parent), says }],
        accepted: undefined,
      };
    }
    if (deferred === "cluster") return this.#clusterOf(resource);
    return this.#gravestPlace(this.#relatives(resource));
  }

  /** What has no place but in its parts: Hetzner's network is where its subnets are. */
  #placeOfParts({ urn, type }: PlannedResource): Inherited | undefined {
    if (type !== "hcloud:index/network:Network") return undefined;
    const subnets = [...this.#resources.values()].filter(
      (part) => part.type === "hcloud:index/networkSubnet:NetworkSubnet" && part.dependencies.includes(urn),
    );
    return this.#gravestPlace(subnets);
  }

  /**
   * A resource without a place of its own that belongs to one outside, or to one of which nobody knows, is no better than
   * that, wherever its provider is: an access rule of a database lies where the database does.
   */
  #belongingOutside(resource: PlannedResource): Inherited | undefined {
    const place = this.#gravestPlace(this.#relatives(resource));
    return place?.verdict === "proved" ? undefined : place;
  }

  /** The cluster that a kubeconfig comes from: a resource that is one, and not whatever the provider depends on. */
  #clusterOf({ properties, origins, dependencies }: PlannedResource): Inherited | undefined {
    if (properties["kubeconfig"] === undefined && origins !== undefined) return undefined;
    const urns = origins === undefined ? dependencies : (origins["kubeconfig"] ?? []);
    const clusters = urns
      .flatMap((urn) => this.#resources.get(urn) ?? [])
      .filter(({ type }) => cloudOf(type) !== undefined && CLUSTER.test(type));
    return this.#gravestPlace(clusters);
  }

  /** The resources of the same package that a resource's values come from, and its parent. */
  #relatives({ type: own, parent, origins, dependencies }: PlannedResource): PlannedResource[] {
    const urns = origins === undefined ? dependencies : Object.values(origins).flat();
    return [...new Set([...(parent === undefined ? [] : [parent]), ...urns])]
      .flatMap((urn) => this.#resources.get(urn) ?? [])
      .filter(({ type }) => !type.startsWith("pulumi:") && packageOf(type) === packageOf(own));
  }

  #gravestPlace(owners: readonly PlannedResource[]): Inherited | undefined {
    const judged = owners
      .flatMap((owner) => this.#reference(owner) ?? [])
      .filter(({ countries, verdict }) => countries.length > 0 || verdict !== "proved");
    const verdict = gravest(judged.map((judgement) => judgement.verdict));
    return judged.find((judgement) => judgement.verdict === verdict);
  }

  /** The place of a Kubernetes object or of a container: that of the cluster or daemon behind its provider. */
  #behindProvider({ type, provider }: PlannedResource): Inherited | undefined {
    if (provider === undefined) return undefined;
    const known = this.#resources.get(provider.urn) ?? this.#unlistedProvider(type, provider);
    return this.#reference(known);
  }

  #unlistedProvider(
    type: string,
    { urn, properties }: NonNullable<PlannedResource["provider"]>,
  ): PlannedResource {
    const known = this.#unlisted.get(urn) ?? {
      urn,
      type: `pulumi:providers:${packageOf(type)}`,
      name: nameOf(urn),
      properties,
      dependencies: [],
    };
    this.#unlisted.set(urn, known);
    return known;
  }

  /** The verdicts on providers that resources name and that are not among them. */
  unlistedProviders(): Judgement[] {
    return [...this.#unlisted.values()].map((provider) => this.judge(provider));
  }

  /** A node label that several clouds use: the cluster's own cloud says which it means. */
  #inClusterOf(resource: PlannedResource, found: Finding): Finding {
    const cluster = this.#behindProvider(resource);
    const tables = (cluster?.proof ?? []).flatMap(({ subject }) => cloudOf(subject)?.table ?? []);
    for (const table of tables) {
      const place = locate(found.value ?? "", table);
      if (place.status !== "known" || place.countries.length === 0) continue;
      const inside = areInside(place.countries, this.#settings.level);
      const reason = `lies in ${countryNames(place.countries)}, for the cluster is one of ${table}`;
      return {
        ...found,
        verdict: inside ? "proved" : "violating",
        countries: place.countries,
        reason,
        fix: inside ? "" : found.fix,
      };
    }
    return found;
  }

  /** The judgement on a resource that another refers to; undefined in a circle. */
  #reference(resource: PlannedResource): Judgement | undefined {
    return this.#open.has(resource) ? undefined : this.judge(resource);
  }
}

function stepText({ property, value, reason }: Finding): string {
  return `${property}${value === undefined ? "" : ` "${value}"`} ${reason}`;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Types of resources that are a cluster: what a kubeconfig may come from. */
const CLUSTER = /cluster|kube|k8s|sks|(?:^|[:/])(?:eks|aks|gke|doks|lke|vke)\b/i;

/** Resources that hold what somebody put into them: parameters, secrets, names. What they give out, they show nothing of. */
const REPEATING = /parameter|secret|keyValue|configurationSetting|variable/i;

/** True where a resource lies somewhere itself, so that a host that it gives out lies there too. */
function showsPlace({ type, countries }: Judgement): boolean {
  const isPlaced = cloudOf(type) !== undefined || /^kubernetes:(?:core\/v1:Service|networking)/.test(type);
  return (
    isPlaced && countries.length > 0 && !isNameService(type) && !REPEATING.test(type.split(":").at(-1) ?? "")
  );
}

/** True where a value is the resource's own: its provider gave it out, and nobody had put it in. */
function gaveOut({ outputs, properties }: PlannedResource, value: string): boolean {
  return outputs !== undefined && holds(outputs, value) && !holds(properties, value);
}

/** True where a value stands somewhere in the properties, alone or in a longer text such as a URL. */
function holds(value: Value, wanted: string): boolean {
  if (value === UNKNOWN || value === null) return false;
  if (typeof value === "string") return value.includes(wanted);
  if (isList(value)) return value.some((item) => holds(item, wanted));
  return isProperties(value) && Object.values(value).some((child) => holds(child, wanted));
}

/** Names of the stack's buckets → URN: a bucket's ARN says no more than its name. */
function bucketNames(resources: readonly PlannedResource[]): Map<string, string> {
  return new Map(
    resources
      .filter(({ type }) => /[:/]bucket(?:V2)?:/i.test(type))
      .flatMap(({ urn, properties }): [string, string][] =>
        [properties["bucket"], properties["name"]].flatMap((name): [string, string][] =>
          typeof name === "string" ? [[name, urn]] : [],
        ),
      ),
  );
}
