import type { ComponentKind } from '../component';
import { stackstormWarnings } from './stackstorm-warnings';

describe('what StackStorm would not take', () => {
  it.each<[ComponentKind, Record<string, unknown>, string[]]>([
    ['action', { name: 'a', runner_type: 'python-script', entry_point: 'a.py', enabled: true, metadata_file: 'x' }, []],
    [
      'action',
      { runner_type: 'mistral-v2' },
      ["StackStorm brings no runner 'mistral-v2', so it has to have one of its own of that name"],
    ],
    ['action', { runner_type: 'noop', Description: 'd' }, ["StackStorm knows no field 'Description' there"]],
    ['action', { runner_type: 'noop', parameters: { a: { position: 0 }, b: { position: 1 }, c: null } }, []],
    [
      'action',
      { runner_type: 'noop', parameters: { a: { position: 3 }, b: { position: 1 } } },
      ['StackStorm wants positions 0, 1, 2 … of parameters, and these are 1, 3'],
    ],
    [
      'action',
      { runner_type: 'noop', parameters: { a: { position: 0 }, b: { position: 0 } } },
      ['StackStorm wants positions 0, 1, 2 … of parameters, and these are 0, 0'],
    ],
    [
      'action',
      { runner_type: 'noop', parameters: { a: { immutable: true }, b: { immutable: true, default: false } } },
      ["StackStorm wants a default for the immutable parameter 'a'"],
    ],
    ['sensor', { payload_info: 'x' }, []],
    ['trigger', { name: 't', payload: {} }, ["StackStorm knows no field 'payload' there"]],
    ['policy', { name: 'p', resource_ref: 'a.b', policy_type: 'action.retry', parameters: {} }, []],
  ])('%s %j', (kind, mapping, expected) => {
    expect(stackstormWarnings(kind, mapping)).toEqual(expected);
  });
});
