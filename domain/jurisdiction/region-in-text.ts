/** One way in which a cloud's own names of resources carry their place; its first group is the place. */
interface NamingForm {
  /** Tables whose resources are named so; a form that is unmistakable counts for every provider. */
  readonly only?: string;
  readonly form: RegExp;
}

const FORMS: readonly NamingForm[] = [
  // arn:aws:kms:us-east-1:111122223333:key/x; buckets and IAM leave the region empty.
  { form: /^arn:aws[a-z-]*:[^:]*:([^:]*):/i },
  // ocid1.instance.oc1.iad.xxx
  { form: /^ocid\d\.[^.]+\.[^.]+\.([^.]*)\./i },
  // projects/p/locations/us-central1/…, also behind https://…googleapis.com/compute/v1/
  { form: /(?:^|\/)projects\/[^/]+\/(?:locations|regions|zones)\/([^/]+)/i },
  { only: "gcp", form: /^\/?(?:locations|regions|zones)\/([^/]+)/i },
  // /subscriptions/s/providers/Microsoft.X/locations/eastus/…
  { form: /^\/(?:subscriptions|providers)\/.*\/locations\/([^/]+)/i },
  // fr-par/11111111-2222-…
  { form: /^([a-z]{2}-[a-z]{3}(?:-\d)?)\/[0-9a-f]{8}-[0-9a-f-]{27}(?:$|\/)/i },
  // crn:v1:bluemix:public:is:eu-de:a/…
  { form: /^crn:v\d:[^:]*:[^:]*:[^:]*:([^:]*):/i },
  // acs:ecs:cn-hangzhou:1234:instance/x
  { form: /^acs:[^:]*:([^:]*):/i },
];

/**
 * The place that a cloud's own name of a resource carries (an ARN, OCID, CRN, self link or regional id), as it is
 * written there; undefined where it names none, or any ("*"). Whether the place exists is `locate`'s question.
 * @param provider The table of the resource that holds the text, where it is known.
 */
export function regionInText(value: string, provider?: string): string | undefined {
  for (const { only, form } of FORMS) {
    if (only !== undefined && only !== provider) continue;
    const place = form.exec(value)?.[1];
    if (place !== undefined) return place === "" || place.includes("*") ? undefined : place;
  }
  return undefined;
}
