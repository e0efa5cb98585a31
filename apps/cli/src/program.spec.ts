import { makeProgram } from './program';

const end = () => undefined;
const all = makeProgram('1.0.0', end);
/** They show all others. */
const SHOW_ALL = ['man', 'completion', 'help'];
const names = all.commands.map((command) => command.name()).filter((name) => !SHOW_ALL.includes(name));

it.each(names)('%s is the same alone as among all commands', (name) => {
  const alone = makeProgram('1.0.0', end, [name, 'whatever']);
  const helpOf = (program: typeof all) => program.commands.find((one) => one.name() === name)?.helpInformation();
  expect(helpOf(alone)).toBe(helpOf(all));
  // Itself, those that are made together with it, and `help`.
  expect(alone.commands.length).toBeLessThanOrEqual(5);
});

it.each([[], ...SHOW_ALL.map((name) => [name]), ['--no-color', 'pack'], ['instal'], ['']])(
  'all commands are there when the first word is none of them: %j',
  (...words) => {
    const listed = makeProgram('1.0.0', end, words).commands.map((command) => command.name());
    expect(listed).toEqual(all.commands.map((command) => command.name()));
  },
);
