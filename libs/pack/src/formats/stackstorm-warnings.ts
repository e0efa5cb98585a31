import type { ComponentKind } from '../component';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { textOf } from './manifest-fields';

const RUNNERS = [
  'action-chain',
  'announcement',
  'http-request',
  'inquirer',
  'local-shell-cmd',
  'local-shell-script',
  'noop',
  'orquesta',
  'python-script',
  'remote-shell-cmd',
  'remote-shell-script',
  'winrm-cmd',
  'winrm-ps-cmd',
  'winrm-ps-script',
];
const SHARED = ['id', 'ref', 'uid', 'name', 'pack', 'description', 'enabled', 'metadata_file', 'tags'];
const FIELDS: Readonly<Partial<Record<ComponentKind, readonly string[]>>> = {
  action: ['runner_type', 'entry_point', 'parameters', 'output_schema', 'notify'],
  trigger: ['payload_schema', 'parameters_schema'],
  rule: ['type', 'trigger', 'criteria', 'action', 'context'],
  alias: ['action_ref', 'formats', 'ack', 'result', 'extra', 'immutable_parameters'],
  policy: ['resource_ref', 'policy_type', 'parameters'],
};

/** What StackStorm refuses when it registers a component, and is put up with here. Of sensors it looks at nothing. */
export function stackstormWarnings(kind: ComponentKind, mapping: YamlMapping): string[] {
  const known = FIELDS[kind];
  if (known === undefined) return [];
  const unknown = Object.keys(mapping).filter((key) => !SHARED.includes(key) && !known.includes(key));
  const strange = unknown.map((key) => `StackStorm knows no field '${key.slice(0, 60)}' there`);
  return kind === 'action' ? [...strange, ...runnerWarning(mapping), ...parameterWarnings(mapping)] : strange;
}

function runnerWarning(mapping: YamlMapping): string[] {
  const runner = textOf(mapping, 'runner_type') ?? '';
  if (RUNNERS.includes(runner)) return [];
  return [`StackStorm brings no runner '${runner.slice(0, 60)}', so it has to have one of its own of that name`];
}

function parameterWarnings(mapping: YamlMapping): string[] {
  const parameters = Object.entries(isMapping(mapping['parameters']) ? mapping['parameters'] : {});
  const fixed = parameters.filter(
    ([, parameter]) => isMapping(parameter) && parameter['immutable'] === true && parameter['default'] === undefined,
  );
  const positions = parameters
    .flatMap(([, parameter]) => (isMapping(parameter) ? [parameter['position']] : []))
    .filter((position) => typeof position === 'number')
    .sort((a, b) => a - b);
  const hasGaps = positions.some((position, index) => position !== index);
  return [
    ...fixed.map(([name]) => `StackStorm wants a default for the immutable parameter '${name.slice(0, 60)}'`),
    ...(hasGaps
      ? [`StackStorm wants positions 0, 1, 2 … of parameters, and these are ${positions.slice(0, 20).join(', ')}`]
      : []),
  ];
}
