type Environment = Readonly<Record<string, string>>;

/** What pip is told about where packages come from, as uv wants to be told: both find the same packages. */
export function uvSettings(pip: Environment): Record<string, string> {
  const settings: Record<string, string | undefined> = {
    UV_DEFAULT_INDEX: pip['PIP_INDEX_URL'],
    UV_INDEX: pip['PIP_EXTRA_INDEX_URL'],
    UV_FIND_LINKS: pip['PIP_FIND_LINKS']?.trim().replace(/\s+/g, ','),
    UV_INSECURE_HOST: pip['PIP_TRUSTED_HOST'],
    UV_HTTP_TIMEOUT: pip['PIP_DEFAULT_TIMEOUT'],
    UV_HTTP_RETRIES: pip['PIP_RETRIES'],
    SSL_CERT_FILE: pip['SSL_CERT_FILE'] ?? pip['PIP_CERT'],
    // Nothing that lies in a pack or in somebody's home steers it, and it shows no moving bars.
    UV_NO_CONFIG: '1',
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    // As pip: the best version that any of the indexes has.
    UV_INDEX_STRATEGY: 'unsafe-best-match',
  };
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** For fetching interpreters, of a list in a file; where from, `UV_PYTHON_INSTALL_MIRROR` says by itself. */
export function downloadSettings(pip: Environment, cache: string, list?: string): Record<string, string> {
  const named = list === undefined ? {} : { UV_PYTHON_DOWNLOADS_JSON_URL: list };
  return { ...uvSettings(pip), UV_PYTHON_DOWNLOADS: 'manual', UV_CACHE_DIR: cache, ...named };
}

/** uv has no variable for it. */
export function uvIndexArguments(pip: Environment): string[] {
  return /^(1|true|yes|on)$/i.test(pip['PIP_NO_INDEX'] ?? '') ? ['--no-index'] : [];
}

/** Whether packages come from PyPI, where nobody says otherwise. */
export function asksPypi(pip: Environment, indexOptions: readonly string[]): boolean {
  return pip['PIP_INDEX_URL'] === undefined && !indexOptions.includes('--index-url');
}

/** How long PyPI lets its answers be kept, for where a proxy on the way to it says that nothing may be kept. Its files never change. */
export const PYPI_INDEX_CONFIG = `[[index]]
url = "https://pypi.org/simple"
default = true
cache-control = { api = "max-age=600", files = "max-age=365000000, immutable" }
`;
