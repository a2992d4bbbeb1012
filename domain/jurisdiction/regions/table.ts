/** Where a provider's names for places lie. Compared exactly and never by prefix; only case is ignored. */
export interface RegionTable {
  /** The table's name, mostly that of the Pulumi package: aws, azure, gcp, scaleway, … */
  readonly provider: string;
  readonly source: string;
  /** Day on which the table was last compared with its source, ISO 8601. */
  readonly asOf: string;
  /** Region code, as the provider writes it → ISO 3166-1 alpha-2 country code. */
  readonly regions: Readonly<Record<string, string>>;
  /** Local zones, edge sites and data centres that no form derives from their region → country code. */
  readonly zones?: Readonly<Record<string, string>>;
  /**
   * Multi-regions and dual regions → country codes with a space between them ("FI NL"). "EU" stands for "member states
   * of the EU, the provider says not which"; the empty text for "anywhere in the world".
   */
  readonly multiRegions?: Readonly<Record<string, string>>;
  /** Form of a zone in lower case; its first group is the region, or an alias of it. */
  readonly zoneForm?: RegExp;
  /** Other names of regions and multi-regions → the name that this table has. */
  readonly aliases?: Readonly<Record<string, string>>;
}
