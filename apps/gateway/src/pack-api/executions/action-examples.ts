import { type Action, ACTIONS } from '@packyard/contracts';

const SLACK = { pack_paths: ['/tmp/attune-packs/slack'] };

/** Example parameters of each action. */
const ACTION_EXAMPLES: Readonly<Record<Action, object>> = {
  'core.download_packs': { packs: ['slack@1.0.0'], destination_dir: '/tmp/attune-packs' },
  'core.get_pack_dependencies': SLACK,
  'core.build_pack_envs': { ...SLACK, skip_nodejs: true },
  'core.register_packs': { ...SLACK, force: true, skip_tests: true },
  'core.install_packs': { packs: ['https://github.com/attune/pack-slack.git', 'slack@^1'] },
  'core.test_packs': { packs: ['slack'] },
  'core.export_packs': { packs: ['slack', 'email@1.0.0'] },
};

/** Example bodies; `name` is the key of the action. */
export function examplesWith(name: 'action' | 'action_ref'): Record<string, object> {
  return Object.fromEntries(ACTIONS.map((action) => [action, { [name]: action, parameters: ACTION_EXAMPLES[action] }]));
}
