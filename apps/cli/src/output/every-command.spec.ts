import type { Command } from 'commander';
import { makeProgram } from '../program';
import { OUTPUT_FORMATS } from './output-format';

/** Those that print no data: a sentence, a script, a message to sign, or what another contract says. */
const WITHOUT_DATA = new Set([
  'agent',
  'action run',
  'auth token',
  'completion',
  'config delete',
  'config set',
  'login',
  'logout',
  'man',
  'sign',
]);
/** Those in which the letter has another meaning that is documented. */
const WITH_OTHER_O = new Set(['config get', 'export', 'lock']);

const commands = leavesOf(makeProgram('0.0.0', () => undefined)).filter(
  ([path]) => !/(?:^| )help$/.test(path) && !/^pack (?:install|upgrade)$/.test(path),
);

it.each(commands.filter(([path]) => !WITHOUT_DATA.has(path)))('%s prints in every format', (path, command) => {
  const output = command.options.find(({ long }) => long === '--output');
  expect(output?.argChoices).toEqual([...OUTPUT_FORMATS]);
  expect(output?.short).toBe(WITH_OTHER_O.has(path) ? undefined : '-o');
  expect(command.options.map(({ long }) => long)).toContain('--json');
});

it('no command is left out that is not there', () => {
  const paths = new Set(commands.map(([path]) => path));
  expect([...WITHOUT_DATA, ...WITH_OTHER_O].filter((path) => !paths.has(path))).toEqual([]);
});

/** All that can be executed: also a command that has others below it, such as `auth token`. */
function leavesOf(command: Command, path: readonly string[] = []): [string, Command][] {
  const below = command.commands.flatMap((child) => leavesOf(child, [...path, child.name()]));
  const isExecuted = command.commands.length === 0 || path.join(' ') === 'auth token';
  return isExecuted ? [[path.join(' '), command], ...below] : below;
}
