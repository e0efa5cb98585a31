// Small packs without environments, as archives.
import { makeTarGz } from '../../tar.mjs';

const ACTIONS = ['start', 'stop', 'list'];

/** An archive of a pack in Attune's format: a manifest, three actions in shell, a README. */
export function makePack(ref) {
  const files = {
    'README.md': `# ${ref}\n\nA pack to measure installations with.\n`,
    'pack.yaml': `ref: ${ref}\nlabel: ${ref}\ndescription: Measures.\nversion: 1.0.0\nauthor: Packyard\n`,
  };
  for (const name of ACTIONS) {
    files[`actions/${name}.sh`] = `#!/bin/sh\necho '{"action": "${name}", "done": true}'\n`;
    files[`actions/${name}.yaml`] = actionOf(ref, name);
  }
  return makeTarGz(`${ref}-1.0.0`, files);
}

function actionOf(ref, name) {
  return [
    `ref: ${ref}.${name}`,
    `label: ${name}`,
    `description: Does what ${name} does to one item.`,
    'enabled: true',
    'runner_type: shell',
    `entry_point: ${name}.sh`,
    'parameters:',
    '  item_id:',
    '    type: string',
    '    required: true',
    '    description: The item to work on.',
    '',
  ].join('\n');
}
