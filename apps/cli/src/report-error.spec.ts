import { CliError, EXIT_CODES } from './cli-error';
import { fields, jsonText, table } from './output';
import { styleFor } from './progress/style';
import { reportError } from './report-error';

const HOSTILE = 'evil\u202egpj\u200b\u001b[2J';

describe('what is said of others', () => {
  const written: string[] = [];

  beforeEach(() => {
    written.length = 0;
    for (const to of [process.stderr, process.stdout]) {
      jest.spyOn(to, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    }
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows in errors what nobody would see', () => {
    reportError(new CliError(HOSTILE, HOSTILE, EXIT_CODES.usage), 'json');
    const [told = '', json = ''] = written;
    expect(told).toBe(
      String.raw`Error: evil\u202egpj\u200b\u001b[2J` + '\n' + String.raw`evil\u202egpj\u200b\u001b[2J` + '\n',
    );
    expect(json).not.toMatch(/[\u202e\u200b\u001b]/);
    expect(JSON.parse(json)).toMatchObject({ error: { message: 'evil\u202egpj\u200b' } });
  });

  it('shows it in tables, in fields and in JSON', () => {
    const shown = [
      ...table(['NAME'], [[HOSTILE]], styleFor(false)),
      ...fields([['name', HOSTILE]]),
      jsonText({ name: HOSTILE }),
    ].join('\n');
    expect(shown).not.toMatch(/[\u202e\u200b\u001b]/);
    expect(shown.match(/\\u202e/g)).toHaveLength(3);
  });
});
