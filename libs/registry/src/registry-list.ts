/** An index, and what has to be sent along to read it. */
export interface RegistryEndpoint {
  /** URL or absolute path. */
  url: string;
  /** Secret: for this index's own host alone, never logged or shown. */
  headers: Readonly<Record<string, string>>;
}

/** The registries that were added while the service runs and are enabled, in the order in which they are asked. */
export interface RegistryList {
  list(): Promise<RegistryEndpoint[]>;
}

/** First those of the list, then the configured ones; each at most once. */
export function withConfigured(
  added: readonly RegistryEndpoint[],
  configured: readonly string[],
): readonly RegistryEndpoint[] {
  const endpoints = [...added, ...configured.map((url) => ({ url, headers: {} }))];
  return endpoints.filter(({ url }, index) => endpoints.findIndex((endpoint) => endpoint.url === url) === index);
}
