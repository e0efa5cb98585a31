import { TokenName } from './token-name';

const isTaken = (name: string) => TokenName.safeParse(name).success;

describe('the name of a token', () => {
  it.each([
    'ci',
    'release job 2',
    'Jürgen',
    'Łódź',
    'straße',
    'CI für 東京',
    'カナ',
    '한국',
    'сборка',
    'δοκιμή',
    'a/b:c (d) [e]',
  ])('may be %s', (name) => expect(isTaken(name)).toBe(true));

  it.each([
    ['a Cyrillic а in admin', 'аdmin'],
    ['a Greek ο in root', 'rοot'],
    ['all of it Cyrillic that looks Latin', 'асе'],
    ['all of it Greek that looks Latin', 'ΑΤΟΜ'],
    ['an i without its dot', 'admın'],
    ['a Latin alpha', 'ɑdmin'],
    ['a zero-width space', 'ad\u200bmin'],
    ['a Hangul filler', 'admin\u3164'],
    ['a direction mark', 'ci\u202e'],
    ['a variation selector', 'ci\ufe0f'],
    ['a line break', 'a\nb'],
    ['a blank that is none of a keyboard', 'a\u1680b'],
    ['a sign that looks like a slash', 'a\u2215b'],
    ['nothing', ''],
    ['blanks around', ' ci'],
    ['the name of the first token', 'admin'],
    ['the name of the first token in capitals', 'ADMIN'],
    ['the name of the first token in wide letters', 'ａｄｍｉｎ'],
    ['the name of the service', 'Packyard'],
  ])('must not have %s', (_what, name) => expect(isTaken(name)).toBe(false));

  it('is normalized, so that what looks the same is the same', () => {
    expect(TokenName.parse('ｃｉ')).toBe('ci');
    expect(TokenName.parse('Ju\u0308rgen')).toBe('J\u00fcrgen');
  });
});
