/** How to find programs, and whom to trust. */
const HARMLESS = [
  /^(PATH|LANG|LC_\w+|TZ|TMPDIR|TERM)$/,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^PYENV_ROOT$/,
];
/** Proxies and package indexes, whose URLs may hold passwords. */
const PLACES = [
  /^(HTTPS?|NO|ALL)_PROXY$/i,
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|CERT|FIND_LINKS|NO_INDEX|DEFAULT_TIMEOUT|RETRIES)$/,
  /^UV_PYTHON_(INSTALL_MIRROR|DOWNLOADS_JSON_URL)$/,
  /^npm_config_(registry|cafile|ca|proxy|https_proxy|noproxy|strict_ssl)$/i,
];

type Extra = Readonly<Record<string, string>>;

/**
 * What a tool gets to see that fetches something: how to find programs, proxies, certificates and package indexes. Never
 * the service's own settings, which hold its secrets, and never the home folder with the user's.
 */
export function childEnvironment(extra: Extra): Record<string, string> {
  return { ...passedOn([...HARMLESS, ...PLACES]), ...extra };
}

/** What foreign code gets to see that has nothing to fetch, such as the tests of a pack: nothing that may hold a secret. */
export function foreignEnvironment(extra: Extra): Record<string, string> {
  return { ...passedOn(HARMLESS), ...extra };
}

function passedOn(patterns: readonly RegExp[]): Record<string, string> {
  const found = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && patterns.some((pattern) => pattern.test(entry[0])),
  );
  return Object.fromEntries(found);
}

/** Passwords in index and proxy URLs, which tools like to repeat in what they print. */
export function secretsOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.values(environment).flatMap((value) =>
    [...value.matchAll(/:\/\/([^/\s@]+)@/g)].map(([, login = '']) => login.slice(login.indexOf(':') + 1)),
  );
}
