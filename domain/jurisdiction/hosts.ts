import { areInside } from "./countries.ts";
import { MODEL_APIS } from "./hosts/model-apis.ts";

/**
 * Hosts of public model APIs that do not, or not provably, process inside any level. They contradict a declaration
 * that says otherwise. A host that is not here says nothing: what is declared stands, and is shown as declared.
 */
export interface KnownHost {
  readonly host: string;
  /** Country of processing; undefined where the operator promises none. */
  readonly country: string | undefined;
  readonly operator: string;
  readonly source: string;
  /** Day on which the source was read, ISO 8601. */
  readonly asOf: string;
}

export const HOSTS_OUTSIDE: readonly KnownHost[] = MODEL_APIS.flatMap(({ hosts = {}, ...group }) =>
  Object.entries(hosts).flatMap(([host, text]) => {
    const countries = text === "" ? [] : text.split(" ");
    if (areInside(countries, "adequacy")) return [];
    const { operator, source, asOf } = group;
    return [{ host, country: countries.length === 1 ? countries[0] : undefined, operator, source, asOf }];
  }),
);

const byHost = new Map(HOSTS_OUTSIDE.map((known) => [known.host, known]));

/** The known host behind a URL, compared exactly; undefined where nothing is known. */
export function knownHostOutside(url: string): KnownHost | undefined {
  if (!URL.canParse(url)) return undefined;
  // A trailing dot names the same host.
  return byHost.get(new URL(url).hostname.toLowerCase().replace(/\.$/, ""));
}
