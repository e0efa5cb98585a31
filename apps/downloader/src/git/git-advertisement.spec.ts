import { readAdvertisement } from './git-advertisement';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const packet = (text: string) => `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;
const service = `${packet('# service=git-upload-pack\n')}0000`;
const read = (text: string, refSpec?: string) => readAdvertisement(Buffer.from(text), refSpec);

describe('what a git server says that it has', () => {
  it('is branches and tags, and of a tag with a text of its own the commit', () => {
    const lines = [`${A} HEAD\0 multi_ack symref=HEAD:refs/heads/main\n`, `${A} refs/heads/m\u00e4in\n`];
    const tag = [`${B} refs/tags/v1\n`, `${C} refs/tags/v1^{}\n`, `shallow ${C}\n`];
    const text = `${service}${[...lines, ...tag].map(packet).join('')}0000`;
    const names = ['m\u00e4in', 'v1'];
    const all = { isEmpty: false, idLength: 40, names, hasMoreNames: false };
    expect(read(text)).toEqual({ ...all, found: { id: A, commit: A, name: 'HEAD' } });
    expect(read(text, names[0])?.found).toEqual({ id: A, commit: A, name: 'refs/heads/m\u00e4in' });
    for (const wanted of ['v1', '1', 'refs/tags/v1']) {
      expect(read(text, wanted)?.found).toEqual({ id: B, commit: C, name: 'refs/tags/v1' });
    }
    for (const wanted of ['v2', A, 'v1^{}']) expect(read(text, wanted)).toEqual(all);
  });

  it('may be named by SHA-256, and without the name of the service', () => {
    const id = 'd'.repeat(64);
    expect(read(`${packet(`${id} refs/heads/main\0 object-format=sha256\n`)}0000`, 'main')).toMatchObject({
      idLength: 64,
      found: { id, commit: id, name: 'refs/heads/main' },
    });
  });

  it('may be nothing', () => {
    expect(read(`${service}${packet(`${'0'.repeat(40)} capabilities^{}\0 shallow\n`)}0000`)).toMatchObject({
      isEmpty: true,
    });
    expect(read(`${service}0000`)).toMatchObject({ isEmpty: true, names: [] });
  });

  it('is not kept, but for what is wanted and some names', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => packet(`${A} refs/heads/b${at}\n`));
    const kept = read(`${service}${lines.join('')}0000`, 'b7');
    expect(kept).toMatchObject({ found: { name: 'refs/heads/b7' }, hasMoreNames: true });
    expect(kept?.names).toEqual(Array.from({ length: 10 }, (_, at) => `b${19_990 + at}`));
    expect(JSON.stringify(kept).length).toBeLessThan(1000);
  });

  it.each([
    ['nothing at all', ''],
    ['a page', '<!doctype html>'],
    ['files of a web server', `${A}\trefs/heads/main\n`],
    ['a later version of the protocol', `${service}${packet('version 2\n')}${packet('ls-refs\n')}0000`],
    ['an error', packet('ERR no')],
    ['without an end', `${service}${packet(`${A} HEAD\0\n`)}`],
    ['cut in a line', `${service}${packet(`${A} HEAD\0\n`).slice(0, -3)}`],
    ['a line that is too short for its length', `${service}0003`],
    ['no id', `${service}${packet('x HEAD\n')}0000`],
    ['packed', '\x1f\x8b\x08'],
  ])('is left to git where it is %s', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });
});
