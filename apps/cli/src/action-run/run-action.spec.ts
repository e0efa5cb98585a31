import { CliError } from '../cli-error';
import { runAction } from './run-action';

describe('an action as an entry point', () => {
  const asked = () => {
    throw new Error('nobody is to be asked');
  };

  it.each([
    ['core.get_pack_dependencies', { pack_paths: [] }, 'errors', 'No pack paths provided'],
    ['core.register_packs', { pack_paths: [] }, 'failed_packs', 'No pack paths provided'],
    ['core.download_packs', { packs: [], destination_dir: '/d' }, 'failed_packs', 'No packs provided'],
    ['core.install_packs', { packs: [] }, 'failed_packs', 'No packs provided'],
  ] as const)('takes an empty list for no input: %s', async (action, parameters, list, error) => {
    const { output, exitCode } = await runAction({ action, parameters }, asked);
    expect(exitCode).toBe(1);
    expect((output as Record<string, unknown>)[list]).toEqual([expect.objectContaining({ error })]);
  });

  it.each([
    [{ apiUrl: 'https://elsewhere.example' }, { apiUrl: 'https://elsewhere.example', isUrlOfOthers: true }],
    [
      { apiUrl: 'https://elsewhere.example', apiToken: 'x' },
      { isUrlOfOthers: true, token: 'x', tokenName: 'api_token' },
    ],
    // What platforms give when nobody chose an address.
    [{ apiUrl: 'http://localhost:8080' }, {}],
  ])('takes the address of its input for that of others: %j', async (input, expected) => {
    const options: unknown[] = [];
    await runAction({ action: 'core.install_packs', parameters: { packs: ['slack'] }, ...input }, (given) => {
      options.push(given);
      throw new CliError('enough', undefined, 1);
    });
    expect(options).toEqual([expect.objectContaining(expected)]);
    if (!('isUrlOfOthers' in expected)) expect(options).toEqual([{}]);
  });

  it('says in its output that its input can not be read', async () => {
    const refused = new CliError('The standard input begins like JSON, but is none.', 'Give JSON.', 2);
    const { output, exitCode } = await runAction({ action: 'core.download_packs', parameters: {}, refused }, asked);
    expect(exitCode).toBe(1);
    expect(output).toMatchObject({ failed_packs: [{ source: 'input', error: refused.message }] });
  });

  it('builds nothing out of nothing', async () => {
    const { output, exitCode } = await runAction(
      { action: 'core.build_pack_envs', parameters: { pack_paths: [] } },
      asked,
    );
    expect({ output, exitCode }).toMatchObject({
      exitCode: 1,
      output: { built_environments: [], failed_environments: [] },
    });
  });
});
