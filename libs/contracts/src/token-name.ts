import { z } from 'zod';
import { SYSTEM_ACTOR } from './principal';

/** The token that the service makes for itself, or takes from PACKYARD_ADMIN_TOKEN. */
export const ADMIN_TOKEN_NAME = 'admin';

const RESERVED: readonly string[] = [ADMIN_TOKEN_NAME, SYSTEM_ACTOR];

// Beside letters and the marks on them, only what a keyboard has: no blanks that look like others, nothing invisible.
const ALLOWED = /^[\x20-\x7e\p{L}\p{M}]*$/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
// Latin letters that are no letter of ASCII with marks; all others of Latin script are there to be taken for one of ASCII.
const LATIN_OF_ITS_OWN = /[ßæœøðþłđħŋÆŒØÐÞŁĐĦŊ]/gu;
// Scripts that may stand beside Latin letters, because nobody takes their letters for Latin ones.
const UNMISTAKABLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/gu;
const LOOKS_LATIN = /^[асеорхуіјѕһԁԛԝӏьгпкмтвзАВЕЅІЈКМНОРСТХУЗονρυκιταχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;

/** A name that can't be taken for another one. It is normalized: what looks the same is the same. */
export const TokenName = z
  .string()
  .normalize('NFKC')
  .min(1)
  .max(100)
  .refine(
    (text) => ALLOWED.test(text) && !INVISIBLE.test(text),
    'must consist of letters, digits, blanks and the signs of a keyboard: no line breaks, control or invisible characters',
  )
  .refine((name) => name.trim() === name, 'must not begin or end with blanks')
  .refine((name) => !isConfusable(name), 'must not look like another name: it has letters that are taken for others')
  .refine(
    (name) => !RESERVED.includes(name.toLowerCase()),
    `must be none of ${RESERVED.join(', ')}, which the service itself uses`,
  );

function isConfusable(name: string): boolean {
  const letters = name.replace(UNMISTAKABLE, '').replace(/[^\p{L}]/gu, '');
  if (!/[^A-Za-z]/.test(letters)) return false;
  if (/\p{Script=Latin}/u.test(letters)) {
    const bare = letters.normalize('NFD').replace(/\p{M}/gu, '').replace(LATIN_OF_ITS_OWN, '');
    return /[^A-Za-z]/.test(bare);
  }
  return LOOKS_LATIN.test(letters);
}
