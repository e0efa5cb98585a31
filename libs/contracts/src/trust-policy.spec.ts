import type { Source } from './source';
import { policyFor, trustPatternProblem, type TrustPolicy } from './trust-policy';

const policy = (mode: TrustPolicy['mode'], pattern: string, appliesTo: TrustPolicy['appliesTo'] = 'source') => ({
  appliesTo,
  pattern,
  mode,
  keys: null,
});
const archive = (url: string): Source => ({ kind: 'archive', url });
const modeFor = (policies: TrustPolicy[], ...sources: Source[]) => policyFor(policies, { sources })?.mode;

describe('policyFor', () => {
  it('is the first one that fits, and none where none does', () => {
    const policies = [policy('off', 'https://a.example/ours/*'), policy('require', 'https://a.example/*')];
    expect(modeFor(policies, archive('https://a.example/ours/x.tgz'))).toBe('off');
    expect(modeFor(policies, archive('https://a.example/x.tgz'))).toBe('require');
    expect(modeFor(policies, archive('https://b.example/x.tgz'))).toBeUndefined();
    expect(modeFor([...policies, policy('warn', '*')], archive('https://b.example/x.tgz'))).toBe('warn');
  });

  it.each([
    'https://a.example/ours/..%2fx.tgz',
    'https://a.example/ours/%2e%2e/x.tgz',
    'https://a.example/ours\\..\\x.tgz',
    'https://a.example/ours/..;/x.tgz',
  ])('is the strictest for an address that could be read in two ways: %s', (url) => {
    const policies = [
      policy('off', 'https://a.example/ours/*'),
      policy('warn', '*'),
      policy('require', 'https://b.example/*'),
    ];
    expect(modeFor(policies, archive(url))).toBe('require');
  });

  it('takes paths for what they lead to', () => {
    const policies = [policy('off', '/srv/ours/*'), policy('require', '/srv/*')];
    const at = (path: string): Source => ({ kind: 'local', path });
    expect(modeFor(policies, at('/srv/ours/slack'))).toBe('off');
    expect(modeFor(policies, at('/srv/ours/../slack'))).toBe('require');
    expect(modeFor(policies, at('/srv//ours/./slack'))).toBe('off');
    expect(modeFor(policies, at('/opt/slack'))).toBeUndefined();
  });

  it('knows what a registry names by the registry, by the name and by the place', () => {
    const place = {
      registry: 'https://packs.example/index.json',
      sources: [{ kind: 'registry', ref: 'slack', range: '*' }, archive('https://cdn.example/slack.tgz')] as Source[],
    };
    expect(policyFor([policy('require', 'https://packs.example/*', 'registry')], place)?.mode).toBe('require');
    expect(policyFor([policy('require', 'registry:sla*')], place)?.mode).toBe('require');
    expect(policyFor([policy('require', 'https://cdn.example/*')], place)?.mode).toBe('require');
    expect(policyFor([policy('require', '*', 'registry')], { sources: place.sources })).toBeUndefined();
    expect(policyFor([policy('require', '*', 'registry')], { registry: 'file:///srv/index.json' })?.mode).toBe(
      'require',
    );
    expect(
      policyFor([policy('require', '/srv/*', 'registry')], { registry: 'file:///srv/x/../index.json' })?.mode,
    ).toBe('require');
  });

  it.each([
    ['source', '*'],
    ['source', '/srv/*'],
    ['source', 'registry:slack'],
    ['registry', 'https://packs.example/*'],
  ] as const)('a pattern for a %s may be %s', (subject, pattern) => {
    expect(trustPatternProblem(subject, pattern)).toBeUndefined();
  });

  it.each([
    ['source', 'https://*.example/'],
    ['source', '/srv/../x'],
    ['source', 'anything'],
    ['registry', 'registry:slack'],
  ] as const)('a pattern for a %s can not be %s', (subject, pattern) => {
    expect(trustPatternProblem(subject, pattern)).toEqual(expect.stringMatching(/^must /));
  });
});
