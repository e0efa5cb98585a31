import { ParametersInvalid } from '../../http/errors/parameters-invalid';

const SHORTEST = 8;
// Words that get digits after them, also those of this service, which are in no list.
const COMMON =
  /^(password|passw0rd|p@ssw[o0]rd|qwert[yz](?:\w*[a-z_])?|letmein|iloveyou|sunshine|princess|football|baseball|superman|trustno1|changeme|welcome|administrator|admin|packyard|gort|secret|abcdefgh|abc)[\d!.]*$/i;
const SEQUENCES = '01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm';

let known: ReadonlySet<string> | undefined;

/** @throws ParametersInvalid when the password is among the first that somebody would guess */
export async function assertNotWeak(password: string, user: string): Promise<void> {
  const problem = weaknessOf(password, user, (known ??= await readLeaked()));
  if (problem !== undefined) throw new ParametersInvalid([{ path: 'password', message: problem }]);
}

/** From leaks, in small letters; what is too short is refused anyway. Many services never ask for these megabytes. */
async function readLeaked(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((password) => password.length >= SHORTEST));
}

function weaknessOf(password: string, user: string, leaked: ReadonlySet<string>): string | undefined {
  if (Array.from(password).length < SHORTEST)
    return `must have at least ${SHORTEST} characters; four random words are a good one`;
  const lower = password.toLowerCase();
  const word = lower.replace(/(?<![\d!.])[\d!.]+$/, '');
  if (word === user.toLowerCase()) return 'must not be the name of the user';
  const isOneSign = new Set(lower).size <= 2;
  const isLeaked = leaked.has(lower) || leaked.has(word);
  if (isOneSign || isLeaked || COMMON.test(password) || SEQUENCES.includes(lower)) {
    return 'is among the first that somebody would guess; four random words are a good one';
  }
  return undefined;
}
