import type { VersionDetailView } from '@packyard/contracts';
import { infoLines, versionInfoLines } from './info-lines';

describe('infoLines', () => {
  it('calls a bundle incompatible when none of its versions can be enabled, and says why', () => {
    const versions = [aVersion({ status: 'Incompatible', note: 'its gort_bundle_version is 2' })];
    expect(infoLines('date', versions)).toEqual([
      'Name: date',
      'Versions: 1.0.0',
      'Status: Incompatible',
      'Note: its gort_bundle_version is 2',
    ]);
  });

  it('names the versions that are incompatible beside others', () => {
    const versions = [aVersion({ status: 'Incompatible' }), aVersion({ version: '2.0.0', status: 'Disabled' })];
    expect(infoLines('date', versions).slice(1)).toEqual([
      'Versions: 1.0.0, 2.0.0',
      'Status: Disabled',
      'Incompatible Versions: 1.0.0',
    ]);
  });

  it('shows components and tests of the enabled version of a pack, in place of commands and permissions', () => {
    const found = aVersion({ format: 'attune', components: { action: 2, policy: 3, sensor: 1 } });
    expect(infoLines('slack', [found], found).slice(2)).toEqual([
      'Status: Enabled',
      'Enabled Version: 1.0.0',
      'Components: 2 actions, 3 policies, 1 sensor',
      'Tests: not run',
    ]);
  });
});

describe('versionInfoLines', () => {
  it('shows what a bundle declares as the manual does', () => {
    expect(versionInfoLines(aVersion({ status: 'Disabled', commands: ['date'] }))).toEqual([
      'Name: date',
      'Version: 1.0.0',
      'Status: Not Enabled',
      'Commands: date',
      'Permissions:',
    ]);
  });

  it('shows of a pack that it has nothing', () => {
    expect(versionInfoLines(aVersion({ format: 'attune' })).slice(3)).toEqual(['Components: none', 'Tests: not run']);
  });
});

function aVersion(given: Partial<VersionDetailView> = {}): VersionDetailView {
  return {
    ref: 'date',
    version: '1.0.0',
    format: 'gort',
    status: 'Enabled',
    note: null,
    description: null,
    commands: [],
    permissions: [],
    signature: null,
    digest: 'sha256:0',
    source: 'date.yaml',
    installed_at: '2026-01-01T12:00:00Z',
    installed_by: null,
    storage_path: '/srv/packs/date',
    rules: [],
    components: {},
    test_result: null,
    ...given,
  };
}
