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
