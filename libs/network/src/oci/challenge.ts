export interface BearerChallenge {
  realm: string;
  service?: string;
}

const MAX_LENGTH = 4096;
const PARAMETER = /(?<![a-z])([a-z]+)="([^"]*)"/gi;

/** Where a registry sends its clients for a token (`WWW-Authenticate`); nothing when it wants something else. */
export function bearerChallenge(header: string | string[] | undefined): BearerChallenge | undefined {
  const texts = [header ?? []].flat().map((text) => text.slice(0, MAX_LENGTH));
  const [, list] = texts.map((text) => /(?:^|,)\s*Bearer\s(.*)/is.exec(text)).find((found) => found !== null) ?? [];
  const found = Object.fromEntries(
    [...(list ?? '').matchAll(PARAMETER)].map(([, name = '', value = '']) => [name, value]),
  );
  const { realm, service } = found as Partial<BearerChallenge>;
  if (realm === undefined) return undefined;
  return { realm, ...(service === undefined ? {} : { service }) };
}
