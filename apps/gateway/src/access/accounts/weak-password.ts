import { dictionary } from '@zxcvbn-ts/language-common';
import { ParametersInvalid } from '../../http/errors/parameters-invalid';

const SHORTEST = 8;
// From leaks, in small letters; what is too short is refused anyway.
const LEAKED = new Set(dictionary['passwords-common'].filter((password) => password.length >= SHORTEST));
// Words that get digits after them, also those of this service, which are in no list.
const COMMON =
  /^(password|passw0rd|p@ssw[o0]rd|qwert[yz](?:\w*[a-z_])?|letmein|iloveyou|sunshine|princess|football|baseball|superman|trustno1|changeme|welcome|administrator|admin|packyard|gort|secret|abcdefgh|abc)[\d!.]*$/i;
const SEQUENCES = '01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm';

/** @throws ParametersInvalid when the password is among the first that somebody would guess */
export function assertNotWeak(password: string, user: string): void {
  const problem = weaknessOf(password, user);
  if (problem !== undefined) throw new ParametersInvalid([{ path: 'password', message: problem }]);
}

function weaknessOf(password: string, user: string): string | undefined {
  if (Array.from(password).length < SHORTEST)
    return `must have at least ${SHORTEST} characters; four random words are a good one`;
  const lower = password.toLowerCase();
  const word = lower.replace(/(?<![\d!.])[\d!.]+$/, '');
  if (word === user.toLowerCase()) return 'must not be the name of the user';
  const isOneSign = new Set(lower).size <= 2;
  const isLeaked = LEAKED.has(lower) || LEAKED.has(word);
  if (isOneSign || isLeaked || COMMON.test(password) || SEQUENCES.includes(lower)) {
    return 'is among the first that somebody would guess; four random words are a good one';
  }
  return undefined;
}
