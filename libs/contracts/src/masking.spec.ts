import { inspect } from 'node:util';
import { processorTimeMs, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { MaskedUrl, maskerOf, maskText } from './masking';

describe('MaskedUrl', () => {
  const url = new MaskedUrl('https://oauth2:s3cr3t-token@example.org/team/pack.git?key=s3cr3t-token#x');

  it.each([
    ['printed', String(url)],
    ['serialized', JSON.stringify({ url })],
    ['inspected', inspect(url)],
    ['stored', url.bare],
  ])('keeps its secret when %s', (_how, text) => {
    expect(text).not.toContain('s3cr3t');
    expect(text).toContain('example.org/team/pack.git');
  });

  it('shows that something was masked', () => {
    expect(String(url)).toBe('https://***@example.org/team/pack.git?***');
  });

  it('reveals the original to the one call that has to send it', () => {
    expect(url.reveal().password).toBe('s3cr3t-token');
  });
});

describe('maskText', () => {
  it('masks user info and queries of every URL in a text', () => {
    expect(maskText("fatal: unable to access 'https://tok_123:x@h.example/a.git/?t=1': gone")).toBe(
      "fatal: unable to access 'https://***@h.example/a.git/?***': gone",
    );
  });

  it.each([
    'ssh://git@h.example/a.git',
    'from ssh://git@h.example/a.git?submodules=1, 2 kB',
    'https://h.example/a.git?submodules=1&lfs=true#v1',
    'https://h.example/a.git?lfs=0: gone',
  ])('leaves alone what is part of an address: %s', (text) => {
    expect(maskText(text)).toBe(text);
  });

  it.each([
    ['ssh://git:s3cr3t@h.example/a.git', 'ssh://***@h.example/a.git'],
    ['ssh://git%3As3cr3t@h.example/a.git', 'ssh://***@h.example/a.git'],
    ['https://git@h.example/a.git', 'https://***@h.example/a.git'],
    ['https://h.example/a.git?lfs=1&token=s3cr3t', 'https://h.example/a.git?***'],
    ['https://h.example/a.git?lfs=1s3cr3t', 'https://h.example/a.git?***'],
    ['https://h.example/a.git?lfs=1,s3cr3t', 'https://h.example/a.git?***'],
  ])('but nothing that could be a secret: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it('masks given secrets, percent-encoded ones included', () => {
    expect(maskText('a=p@ss:word b=p%40ss%3Aword', ['p@ss:word'])).toBe('a=*** b=***');
  });

  it('masks what is written in colours, or comes right after something else', () => {
    expect(maskText('see \u001b[31mhttps://user:hunter22@host/x?key=1\u001b[0m')).toBe('see https://***@host/x?***');
    expect(maskText('5https://user:hunter22@host/ index_https://user:hunter22@host/')).toBe(
      '5https://***@host/ index_https://***@host/',
    );
    expect(maskText('s\u001b[1mec\u001b[0mret, se\u0007cret', ['secret'])).toBe('***, ***');
    expect(maskText('one\r\ntwo', ['one\r\ntwo'])).toBe('***');
  });

  it('makes ready once what it looks for in many texts', () => {
    const secret = 'pä:word';
    const encode = jest.spyOn(globalThis, 'encodeURIComponent');
    const mask = maskerOf([secret, secret, 'pä:word and more']);
    const count = encode.mock.calls.length;
    for (let line = 0; line < 100; line += 1) {
      expect(mask('say pä:word and more, p%C3%A4%3Aword, pä:word')).toBe('say ***, ***, ***');
    }
    expect(encode.mock.calls).toHaveLength(count);
    encode.mockRestore();
  });

  it('looks through a text that has none of many secrets once', () => {
    const mask = maskerOf(Array.from({ length: 20 }, (_item, index) => `xxx%aa${index}`));
    const searches = jest.spyOn(String.prototype, 'replaceAll');
    for (let line = 0; line < 1000; line += 1) mask('x'.repeat(31));
    expect(searches).not.toHaveBeenCalled();
    expect(mask('told xxx%aa7 and xxx%25aa19')).toBe('told *** and ***');
    searches.mockRestore();
  });

  it('masks secrets of whatever characters, also where they overlap', () => {
    const piece = fc.constantFrom('a', 'b', '.', '*', '(', '[', '\\', '^', '$', '|', '-', '/', '{', 'é');
    const secret = fc.array(piece, { minLength: 4, maxLength: 6 }).map((pieces) => pieces.join(''));
    const text = fc.array(fc.oneof(piece, secret), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(secret, { maxLength: 5 }), text, (secrets, parts) => {
        const known = [...new Set(secrets)].sort((one, other) => other.length - one.length);
        const whole = [...parts, ...secrets].join('');
        const expected = known.reduce((current, one) => current.replaceAll(one, '***'), whole);
        expect(maskText(whole, secrets)).toBe(maskText(expected));
        expect(maskText(whole.replaceAll('', '\u001b[1m'), secrets)).toBe(maskText(expected));
        // One of asterisks may be made of masks: it stands there without having been told.
        for (const one of known.filter((other) => !other.includes('*')))
          expect([one, maskText(whole, secrets).includes(one)]).toEqual([one, false]);
      }),
      { numRuns: scaledRuns(2000) },
    );
  });

  it('removes terminal sequences and control characters but keeps lines', () => {
    expect(maskText('\u001b[31mred\u001b[0m\n\u0007bell\rback\u009b1mtab\t')).toBe('red\nbellback1mtab\t');
  });

  it('leaves innocent text alone', () => {
    expect(maskText('see https://example.org/docs and mail a@b.example')).toBe(
      'see https://example.org/docs and mail a@b.example',
    );
  });

  it('takes no longer for text that looks like endless schemes', () => {
    const text = 'a.'.repeat(128 * 1024);
    const startedAt = processorTimeMs();
    expect(maskText(text)).toBe(text);
    // Without a bound on the scheme it takes about a minute.
    expect(processorTimeMs() - startedAt).toBeLessThan(5000);
  });
});
