import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import type { ComponentKind } from '../../component';
import { AttuneFormat } from '../attune.format';
import type { PackFormat } from '../pack-format';
import { readPlatformRequirements } from '../platform-requirements';
import { StackStormFormat } from '../stackstorm.format';

const attune = new AttuneFormat();
const stackstorm = new StackStormFormat();

const document = (mapping: object) => ({
  mapping: mapping as Record<string, unknown>,
  suggestedNames: ['slack'],
  configSchema: {},
});

function outcome(format: PackFormat, kind: ComponentKind, mapping: Record<string, unknown>) {
  const fields = { ref: 'slack', name: 'slack', label: 'Slack', description: 'd', author: 'a', version: '1.0.0' };
  const parsed = format.parseManifest(document(fields));
  if (!('manifest' in parsed)) throw new Error(parsed.problems.join());
  const read = format.parseComponent({ kind, mapping, file: `${kind}s/x.yaml` }, parsed.manifest);
  return 'problem' in read ? read.problem : 'fine';
}

describe('a component of StackStorm', () => {
  const action = { name: 'post', runner_type: 'python-script' };
  const rule = { name: 'r', trigger: { type: 'core.st2.webhook' }, action: { ref: 'slack.post' } };
  it.each<[ComponentKind, Record<string, unknown>, string]>([
    ['action', action, 'fine'],
    ['action', { ...action, parameters: { a: { type: 'string', required: true, enum: ['x'] }, b: null } }, 'fine'],
    ['action', { ...action, parameters: [] }, 'parameters has to be a mapping, but is a list'],
    [
      'action',
      { ...action, parameters: { channel: { type: 'text' } } },
      'parameters.channel.type has to be one of string, number, integer, boolean, array, object, null, but is "text"',
    ],
    ['action', { ...action, enabled: 'yes' }, 'enabled has to be true or false, but is "yes"'],
    ['action', { name: 'post' }, "the field 'runner_type' is missing"],
    ['sensor', { class_name: 'S', entry_point: 's.py', poll_interval: 'often' }, 'fine'],
    ['trigger', { name: 't', payload_schema: 'x' }, 'payload_schema has to be a mapping, but is "x"'],
    ['rule', rule, 'fine'],
    ['rule', { ...rule, trigger: 'core.timer' }, 'trigger has to be a mapping with type, but is "core.timer"'],
    ['rule', { ...rule, action: {} }, 'action.ref has to be a text, but is missing'],
    ['rule', { ...rule, criteria: { a: { pattern: 'x' } } }, 'criteria.a.type has to be a text, but is missing'],
    ['alias', { name: 'a', action_ref: 'slack.post', formats: ['x', { display: 'd', representation: ['r'] }] }, 'fine'],
    ['alias', { name: 'a', action_ref: 'slack.post', formats: 'x' }, 'formats has to be a list, but is "x"'],
    [
      'policy',
      { name: 'p', resource_ref: 'slack.post', policy_type: 'action.luck' },
      'policy_type has to be one of action.concurrency, action.concurrency.attr, action.retry, but is "action.luck"',
    ],
  ])('%s %j: %s', (kind, mapping, expected) => {
    expect(outcome(stackstorm, kind, mapping)).toBe(expected);
  });
});

describe('a component of Attune', () => {
  const rule = { ref: 'slack.r', trigger_ref: 'core.timer', action_ref: 'slack.post' };
  it.each<[ComponentKind, Record<string, unknown>, string]>([
    ['action', { ref: 'slack.post', runner_type: 'shell', entry_point: 'post.sh', parameter_format: 'json' }, 'fine'],
    [
      'action',
      { ref: 'slack.post', output_format: 'xml' },
      'output_format has to be one of text, json, yaml, jsonl, but is "xml"',
    ],
    ['action', { ref: 'slack.post', label: {} }, 'label has to be a text, but is a mapping'],
    ['sensor', { ref: 'slack.s', entry_point: ['s.py'] }, 'entry_point has to be a text, but is a list'],
    ['trigger', { ref: 'slack.t', parameters: 'none' }, 'parameters has to be a mapping, but is "none"'],
    ['rule', rule, 'fine'],
    ['rule', { ...rule, conditions: 'always' }, 'conditions has to be a list or a mapping, but is "always"'],
    ['workflow', { tasks: [{ name: 'a' }] }, 'fine'],
    ['workflow', { tasks: 3 }, 'tasks has to be a list or a mapping, but is 3'],
    ['permission_set', { ref: 'slack.p', grants: {} }, 'grants has to be a list, but is a mapping'],
    ['runtime', { ref: 'slack.r', versions: 'new' }, 'versions has to be a list, but is "new"'],
    ['queue', { ref: 'slack.q', enabled: 1 }, 'enabled has to be true or false, but is 1'],
    ['policy', { ref: 'slack.p', parameters: [] }, 'parameters has to be a mapping, but is a list'],
  ])('%s %j: %s', (kind, mapping, expected) => {
    expect(outcome(attune, kind, mapping)).toBe(expected);
  });

  it('is told all that is wrong with it at once', () => {
    expect(outcome(attune, 'action', { ref: 'slack.post', enabled: 'no', tags: 'a' })).toBe(
      'enabled has to be true or false, but is "no"; tags has to be a list, but is "a"',
    );
  });
});

it('never throws, whatever a definition holds', () => {
  const kinds: ComponentKind[] = ['action', 'sensor', 'trigger', 'rule', 'workflow', 'policy', 'alias', 'queue'];
  const key = fc.constantFrom('ref', 'name', 'trigger', 'action', 'parameters', 'formats', 'enabled', 'criteria');
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.dictionary(key, fc.jsonValue()), (kind, mapping) => {
      expect(typeof outcome(attune, kind, mapping)).toBe('string');
      expect(typeof outcome(stackstorm, kind, mapping)).toBe('string');
    }),
    { numRuns: scaledRuns(1000) },
  );
});

it.each([
  [{ stackstorm_version: '>=2.9.0' }, [{ platform: 'stackstorm', range: '>=2.9.0' }]],
  [{ stackstorm_version: '>=1.6.0, <2.2.0' }, [{ platform: 'stackstorm', range: '>=1.6.0, <2.2.0' }]],
  [{ stackstorm_version: '>=1.0.0<2.0.0' }, [{ platform: 'stackstorm', range: '>=1.0.0, <2.0.0' }]],
  [{ stackstorm_version: '>>1.0.0' }, [{ platform: 'stackstorm', range: '>1.0.0' }]],
  [{ stackstorm_version: '>=1.6.0,' }, [{ platform: 'stackstorm', range: '>=1.6.0' }]],
  [{ dependencies: { attune_version: '^0.3' } }, [{ platform: 'attune', range: '^0.3' }]],
  [{ stackstorm_version: 'soon' }, []],
  [{}, []],
])('reads which platform a pack wants from %j', (mapping, expected) => {
  expect(readPlatformRequirements(mapping)).toEqual(expected);
});
