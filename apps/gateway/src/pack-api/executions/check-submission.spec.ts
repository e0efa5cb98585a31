import { checkSubmission } from './check-submission';

const sourcesOf = (action: string, packs: readonly string[]) =>
  checkSubmission({ action, parameters: { packs, destination_dir: '/tmp/x' } }, '/packs').sources;
const install = (packs: readonly string[]) =>
  checkSubmission({ action: 'core.install_packs', parameters: { packs } }, '/packs').sources;

describe('the packs of a submission', () => {
  it('are one when the same is said twice, and two when it is not the same', () => {
    expect(install(['slack', 'slack', ' slack'])).toHaveLength(1);
    expect(install(['https://h.example/x.git', 'https://h.example/x.git#v1'])).toHaveLength(2);
    expect(install(['https://a@h.example/x.git', 'https://b@h.example/x.git'])).toHaveLength(2);
  });

  it('fail alone in a single action, also when they are empty', () => {
    expect(sourcesOf('core.download_packs', ['', 'good', '!!']).map(({ source }) => source.kind)).toEqual([
      'unreadable',
      'registry',
      'unreadable',
    ]);
  });

  it('are told by their number when one of an installation is nonsense', () => {
    expect(() => install(['', 'good'])).toThrow(expect.objectContaining({ code: 'PARAMETERS_INVALID' }));
  });

  it.each(['alpha@next', 'alpha=beta', 'alpha@>=1 <'])('say what can be asked for, where %s is no range', (text) => {
    expect(() => install([text])).toThrow(
      expect.objectContaining({
        code: 'PARAMETERS_INVALID',
        message: expect.stringContaining(`'${text}' asks for '${text.slice('alpha@'.length)}', which is no version`),
      }),
    );
    expect(sourcesOf('core.download_packs', [text])).toMatchObject([
      { source: { kind: 'unreadable', hint: expect.stringContaining('Write alpha or alpha@latest') } },
    ]);
  });

  it.each([`alpha@${'>=1 '.repeat(11)}<`, 'alpha@!=1 !=2 !=3 !=4 !=5 !=6 !='])(
    'are read where their downloads begin when that takes long: %s',
    (text) => expect(install([text])).toMatchObject([{ source: { kind: 'registry', ref: 'alpha' } }]),
  );

  it.each(['alpha@latest', 'alpha@1.2', 'alpha=1.0.0', 'alpha@>=1, <2', 'alpha@^1 || ^3'])('may be %s', (text) => {
    expect(install([text])).toMatchObject([{ source: { kind: 'registry', ref: 'alpha' } }]);
  });
});
