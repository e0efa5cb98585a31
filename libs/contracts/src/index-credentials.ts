import { z } from 'zod';

const MOST = 20;
const MAX_LENGTH = 4096;
/** Of characters in all of them: each line that a build prints is looked through for them. */
const MAX_CHARACTERS = 8192;
/** As settings name hosts: `host` or `host:port`, and after `http://` one that is told in the clear. */
const HOST = /^(?:http:\/\/)?(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
// What may stand in a header: a line break would begin another one.
const PRINTABLE = /^[^\u0000-\u001f\u007f]*$/;
const NAME = /^[^\u0000-\u001f\u007f:]*$/;
const TOKEN = /^[\x21-\x7e]*$/;

const text = (pattern: RegExp, problem: string) => z.string().min(1).max(MAX_LENGTH).regex(pattern, problem).optional();

/** How one package index or registry is to be asked: by a password (Basic), or by a token (Bearer). */
const IndexCredential = z
  .strictObject({
    host: z
      .string()
      .max(300)
      .regex(HOST, 'must be a host or host:port; with http:// before it, it is told in the clear')
      .describe('Host or host:port; after http:// one that is told in the clear.'),
    username: text(NAME, 'must not hold a colon or control characters'),
    password: text(PRINTABLE, 'must not hold control characters').meta({ secret: true }),
    token: text(TOKEN, 'must be plain text without blanks').meta({ secret: true }),
  })
  .refine(({ password, token }) => (password === undefined) !== (token === undefined), {
    error: 'must have either a password, or a token',
  })
  .refine(({ username, token }) => username === undefined || token === undefined, {
    error: 'must have no username beside a token: give such a token as the password',
  });

/** What a request brings along for package indexes and registries, for the builds of this one request. */
export const IndexCredentials = z
  .array(IndexCredential)
  .max(MOST)
  .refine((all) => new Set(all.map(({ host }) => hostKey(host))).size === all.length, {
    error: 'must name each host once',
  })
  .refine((all) => lengthOf(all) <= MAX_CHARACTERS, {
    error: `must have no more than ${MAX_CHARACTERS} characters together`,
  });
export type IndexCredentials = z.infer<typeof IndexCredentials>;

/** By host, as {@link HostAccess} of settings: what is sealed, and what the proxy of a build is given. */
export function accessByHost(credentials: IndexCredentials): Record<string, { authorization: string }> {
  return Object.fromEntries(credentials.map((one) => [hostKey(one.host), { authorization: authorizationOf(one) }]));
}

function lengthOf(credentials: readonly z.infer<typeof IndexCredential>[]): number {
  return credentials
    .flatMap(({ username = '', password = '', token = '' }) => [username, password, token])
    .reduce((sum, one) => sum + one.length, 0);
}

function authorizationOf({ username = '', password = '', token }: IndexCredentials[number]): string {
  if (token !== undefined) return `Bearer ${token}`;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** As URLs spell it: in small letters, without the port that goes without saying. */
function hostKey(host: string): string {
  const isClear = /^http:\/\//i.test(host);
  const text = isClear ? host.toLowerCase() : `https://${host}`;
  const name = URL.canParse(text) ? new URL(text).host : host.toLowerCase();
  return isClear ? `http://${name}` : name;
}
