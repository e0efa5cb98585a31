import type { ExecutionId } from '@packyard/contracts';
import type { ExistingVersions } from '@packyard/schema';
import { decideRegistration } from './decide-registration';

const [FIVE, SIX, SEVEN] = [5, 6, 7] as ExecutionId[];
const wishes = { version: '2.0.0', format: 'attune', digest: 'new', mayOverwrite: false, executionId: SIX };
const none: ExistingVersions = { formats: [], sameVersion: null, former: null };
const version = (digest: string, number = '2.0.0') => ({ id: 1, version: number, digest, installedAt: 'then' });
const enabled = (digest: string, number: string) => ({ ...none, former: version(digest, number) });
const installed = (digest: string) => ({ ...none, sameVersion: version(digest) });
const both = (digest: string) => ({ ...none, sameVersion: version(digest), former: version(digest) });

type Wished = Partial<Parameters<typeof decideRegistration>[0]>;

describe('a version that is to be registered', () => {
  it.each<[string, Wished, ExistingVersions, ExecutionId | null, object]>([
    ['is enabled', {}, none, null, { isEnabled: true, unchanged: null, overwritten: null }],
    ['is enabled in place of another version', {}, enabled('old', '1.0.0'), FIVE!, { isEnabled: true }],
    ['is only installed when that is asked for', { enable: false }, none, null, { isEnabled: false }],
    ['is only installed when it is a bundle', { format: 'gort' }, none, null, { isEnabled: false }],
    ['is enabled when that is asked for a bundle', { format: 'gort', enable: true }, none, null, { isEnabled: true }],
    [
      'is kept when the content is the same',
      {},
      installed('new'),
      null,
      { unchanged: version('new'), overwritten: null },
    ],
    ['is refused when the content differs', {}, installed('old'), null, { refusal: 'version exists' }],
    [
      'overwrites other content by force',
      { mayOverwrite: true },
      installed('old'),
      null,
      { overwritten: version('old') },
    ],
    ['overwrites the enabled one by force', { mayOverwrite: true }, both('old'), null, { overwritesEnabled: true }],
    [
      'stays enabled as a bundle whose content is replaced',
      { format: 'gort', mayOverwrite: true },
      both('old'),
      null,
      { isEnabled: true, overwritesEnabled: true },
    ],
    ['is refused in the name of a bundle', {}, { ...none, formats: ['gort'] }, null, { refusal: 'name taken' }],
    [
      'is refused as a bundle in the name of a pack',
      { format: 'gort' },
      { ...none, formats: ['stackstorm'] },
      null,
      { refusal: 'name taken' },
    ],
    [
      'is installed beside what a later request has enabled',
      {},
      enabled('other', '3.0.0'),
      SEVEN!,
      { isEnabled: false, supersededBy: SEVEN },
    ],
    ['is enabled although a later request has disabled it', {}, none, SEVEN!, { isEnabled: true }],
    ['stays enabled when a later request has enabled the same', {}, both('new'), SEVEN!, { isEnabled: true }],
    [
      'is not held up by a later request when it is not to be enabled',
      { enable: false },
      enabled('other', '3.0.0'),
      SEVEN!,
      { isEnabled: false, supersededBy: undefined },
    ],
    [
      'is refused when it must be enabled, and a later request has enabled another',
      { mustEnable: true },
      enabled('other', '3.0.0'),
      SEVEN!,
      { refusal: 'superseded', supersededBy: SEVEN },
    ],
    [
      'is refused in the place of content that a later request has enabled',
      { mayOverwrite: true, enable: false },
      both('other'),
      SEVEN!,
      { refusal: 'superseded' },
    ],
    [
      'is of no request, and comes last',
      { executionId: undefined },
      enabled('o', '3.0.0'),
      SEVEN!,
      { isEnabled: true },
    ],
  ])('%s', (_what, wished, existing, decidedByExecutionId, decision) => {
    expect(decideRegistration({ ...wishes, ...wished }, existing, { decidedByExecutionId })).toMatchObject(decision);
  });
});
