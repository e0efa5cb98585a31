const PASSED_ON = [
  /^(PATH|LANG|LC_\w+|TZ|TMPDIR|TERM)$/,
  /^(HTTPS?|NO|ALL)_PROXY$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|CERT|FIND_LINKS|NO_INDEX|DEFAULT_TIMEOUT|RETRIES)$/,
  /^npm_config_(registry|cafile|ca|proxy|https_proxy|noproxy|strict_ssl)$/i,
  /^PYENV_ROOT$/,
];

/**
 * What a child process gets to see: how to find programs, proxies, certificates and package indexes. Never the
 * service's own settings, which hold its secrets, and never the home folder with the user's.
 */
export function childEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const passedOn = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && PASSED_ON.some((pattern) => pattern.test(entry[0])),
  );
  return { ...Object.fromEntries(passedOn), ...extra };
}

/** Passwords in index and proxy URLs, which tools like to repeat in what they print. */
export function secretsOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.values(environment).flatMap((value) =>
    [...value.matchAll(/:\/\/[^/\s:@]*:?([^/\s@]+)@/g)].map((match) => match[1] ?? ''),
  );
}
