import type { Command } from 'commander';
import fc from 'fast-check';
import { makeProgram } from '../program';
import { type ManPage, manPages } from './man-page';
import { quoted, roff, section } from './roff';

const program = makeProgram('1.2.3', () => undefined);
const pages = manPages(program, '1.2.3');
const page = (name: string) => pages.find((one) => one.name === name) as ManPage;

describe('manual pages', () => {
  it('are there for each command that the help shows, once', () => {
    const names = namesOf(program);
    expect(names.length).toBeGreaterThan(100);
    expect(pages.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('say what the help says: arguments, options, examples and exit codes', () => {
    const { text } = page('packyard-rules-test');
    expect(text).toMatch(/^\.TH "PACKYARD\\-RULES\\-TEST" 1 "" "packyard 1\.2\.3" "Packyard"\n/);
    expect(text).toContain('.SH "SYNOPSIS"\n\\fBpackyard rules test\\fR [options] <command_line>\n');
    expect(text).toContain('.TP\n\\fB\\-\\-user <name>\\fR\nuser who would run it\n');
    expect(text).toContain(
      '.SH "EXAMPLES"\n.nf\n.RS 4\npackyard rules test \\-\\-user ada \'date:date \\-\\-utc now\'\n',
    );
    expect(text).toContain('.SH "EXIT STATUS"\n0 allowed, 1 denied,');
    expect(text).toContain('.SH "SEE ALSO"\n\\fBpackyard\\-rules\\fR(1)\n');
    expect(page('packyard').text).toContain('.TP\n\\fBinstall\\fR\n');
    expect(page('packyard').text).not.toContain('packyard\\-help');
  });

  it('consist of requests that man knows, and text', () => {
    const requests = new Set(
      pages
        .flatMap(({ text }) => text.match(/^[.'].*$/gm) ?? [])
        .values()
        .map((line) => line.split(' ')[0]),
    );
    expect([...requests].sort()).toEqual(['.PP', '.RE', '.RS', '.SH', '.TH', '.TP', '.fi', '.nf']);
  });

  it('take no text for a request or an escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', "'", '\\', '\n', '"', '-', 'a', ' ', '·', '😀') }), (text) => {
        const lines = roff(text).split('\n');
        expect(lines.filter((line) => /^[.']/.test(line))).toEqual([]);
        expect(roff(text).replace(/\\(?:e|-|&|\[u[0-9A-F]{4,6}\])/g, '')).not.toMatch(/\\|[^\x00-\x7e]/u);
        expect(quoted(text)).toMatch(/^"[^"\n]*"$/);
      }),
    );
    expect(section('NAME', ['.PP', 'a', '.PP', '.PP', 'b', '.PP'])).toEqual(['.SH "NAME"', 'a', '.PP', 'b']);
    expect(section('NAME', ['.PP'])).toEqual([]);
  });
});

/** Told apart from the pages by commander's own list of commands. */
function namesOf(command: Command, path = ['packyard']): string[] {
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help');
  return [path.join('-'), ...shown.flatMap((child) => namesOf(child, [...path, child.name()]))];
}
