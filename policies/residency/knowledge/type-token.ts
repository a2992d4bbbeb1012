/**
 * A type token without the API version that azure-native can put into it: azure-native:cdn/v20230501:Endpoint is a kind of
 * azure-native:cdn:Endpoint, and what is known of the one holds for the other.
 */
export function unversioned(type: string): string {
  return type.replace(/\/v\d{8}\w*(?=:)/, "");
}

/** An entry of a table by a key from outside: only its own, never one that every object has. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
