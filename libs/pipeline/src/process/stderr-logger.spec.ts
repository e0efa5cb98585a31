import { withLogFields } from './log-fields';
import { StderrLogger } from './stderr-logger';

const ESCAPE = '\u001b';
const ENTRY = /^\[packyard\] \d+ {2}- (\S+) +(LOG|WARN|ERROR) (.*)$/;

describe('what is logged', () => {
  const written: string[] = [];
  const logger = new StderrLogger();

  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());

  const lines = () => written.join('').trimEnd().split('\n');

  it('has the time with its zone', () => {
    logger.log('ready');
    const [, time = '', level, text] = ENTRY.exec(lines()[0] ?? '') ?? [];
    expect([level, text]).toEqual(['LOG', 'ready']);
    expect(new Date(time).toISOString()).toBe(time);
  });

  it.each([
    ['a message', () => logger.warn(`a\r\n[packyard] 1  - now LOG all is well${ESCAPE}[2J\u009b2J\u2028x`)],
    ['a context', () => logger.warn('a', `a\n[packyard] 1  - now LOG all is well${ESCAPE}[2J\u009b2J\u2028x`)],
    ['a message that is made when it is needed', () => logger.warn(() => `a\n${ESCAPE}[2J`)],
  ])('is one line when %s has line ends, and no terminal obeys it', (_what, log) => {
    log();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain(String.raw`\n`);
    expect(lines()[0]).toContain(String.raw`\u001b[2J`);
    expect(lines()[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
  });

  it.each([
    ['an error', (error: Error) => logger.error(error)],
    ['a stack', (error: Error) => logger.error('failed', error.stack)],
    ['a message with a stack in it', (error: Error) => logger.warn(`failed: ${error.stack ?? ''}`)],
    ['an object', (error: Error) => logger.warn({ error })],
  ])('keeps the lines of %s, of which only the first looks like an entry', (_what, log) => {
    log(new Error(`a\n[packyard] 1  - now     LOG all is well${ESCAPE}[2J`));
    expect(lines().length).toBeGreaterThan(3);
    expect(lines().some((line) => line.includes('stderr-logger.spec'))).toBe(true);
    expect(lines().filter((line) => line.startsWith('[packyard]'))).toHaveLength(1);
    expect(written.join('')).not.toContain(ESCAPE);
  });

  it('leaves all other signs as they are', () => {
    logger.log('größer · 日本語 …');
    expect(lines()[0]).toContain('größer · 日本語 …');
  });

  describe('as JSON', () => {
    const inJson = () => {
      jest.replaceProperty(process, 'env', { ...process.env, PACKYARD_LOG_FORMAT: 'json' });
      return new StderrLogger();
    };
    const entries = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);

    it('is an object in each line, with what it is about', async () => {
      const json = inJson();
      await withLogFields({ execution: 3 }, () =>
        withLogFields({ task: 12, pack: 'slack' }, async () => {
          await Promise.resolve();
          json.log('succeeded', 'TaskRunner');
        }),
      );
      json.warn(`a\n{"level":"log"}${ESCAPE}[2J\u202e`, 'Other');
      const base = { timestamp: expect.stringMatching(/^\d{4}-.*Z$/), pid: process.pid };
      expect(entries()).toEqual([
        { ...base, level: 'log', context: 'TaskRunner', message: 'succeeded', execution: 3, task: 12, pack: 'slack' },
        { ...base, level: 'warn', context: 'Other', message: `a\n{"level":"log"}\\u001b[2J\\u202e` },
      ]);
    });

    it('holds the stack of an error', () => {
      const json = inJson();
      json.error('failed', new Error('no').stack, 'Sweeper');
      json.error(new Error('none'));
      expect(entries()).toEqual([
        expect.objectContaining({
          level: 'error',
          message: 'failed',
          stack: expect.stringContaining('stderr-logger.spec'),
        }),
        expect.objectContaining({
          level: 'error',
          message: 'none',
          stack: expect.stringContaining('stderr-logger.spec'),
        }),
      ]);
    });
  });
});
