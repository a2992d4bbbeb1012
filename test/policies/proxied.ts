import * as library from "@pulumi/policy/proxy.js";

// The library keeps these out of its type declarations.

/** A resource's properties as the policy library hands them to a policy: reading an unknown value throws. */
export function proxied(source: object): object {
  const make: unknown = Reflect.get(library, "unknownCheckingProxy");
  if (typeof make !== "function") throw new Error("@pulumi/policy has no unknownCheckingProxy");
  const proxy: unknown = Reflect.apply(make, undefined, [source]);
  if (typeof proxy !== "object" || proxy === null) throw new Error("the proxy is no object");
  return proxy;
}

/** The marks of unknown values by name, as the library tells them. */
export const unknownMarks: [string, string][] = Object.entries<unknown>(library).flatMap(
  ([name, value]): [string, string][] =>
    /^unknown\w+Value$/.test(name) && typeof value === "string" ? [[name, value]] : [],
);
