import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { foreignEnvironment } from '../child-environment';
import { DEFAULT_LIMITS } from './contained-input';
import { detectContainment } from './detect-containment';
import { hiddenHomes } from './hidden-homes';
import { visibleSystem } from './visible-system';

describe('the home of the service, behind links', () => {
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  const home = join(folder, 'home');
  const secrets = [join(disk, 'home/secret-key'), join(disk, 'store/pack.yaml')];

  beforeAll(() => {
    for (const name of ['home/given', 'store/deeper', 'work']) mkdirSync(join(disk, name), { recursive: true });
    for (const secret of secrets) writeFileSync(secret, 'the key of the vault');
    writeFileSync(join(disk, 'home/given/file'), 'what the input gives');
    symlinkSync(join(disk, 'home'), home);
    symlinkSync(join(disk, 'store'), join(home, 'store'));
    symlinkSync(join(disk, 'nowhere'), join(home, 'gone'));
    symlinkSync(disk, join(folder, 'opt'));
  });

  it('is hidden where these lead, by each name under which that is shown', () => {
    expect(hiddenHomes(home, [disk])).toEqual([join(disk, 'home'), join(disk, 'store')]);
    expect(hiddenHomes(join(disk, 'home'), [join(folder, 'opt')])).toEqual([
      join(folder, 'opt/home'),
      join(folder, 'opt/store'),
    ]);
    expect(hiddenHomes(home, [folder])).toEqual([join(disk, 'home'), join(disk, 'store')]);
    expect(hiddenHomes(home, ['/usr', join(disk, 'work'), join(folder, 'nowhere')])).toEqual([]);
    expect(hiddenHomes(join(folder, 'made later'), ['/usr'])).toEqual([]);
    expect(hiddenHomes(undefined, [disk])).toEqual([]);
  });

  it.each([
    ['the PATH', { PATH: `:${disk}`, reads: [] }],
    ['the input', { PATH: '', reads: [disk] }],
  ])('is seen by no foreign code, whatever of the machine is shown, by %s', async (_who, { PATH, reads }) => {
    const limits = DEFAULT_LIMITS;
    const containment = await detectContainment({ wanted: 'bubblewrap', home, limits }).catch((error: unknown) => {
      process.stderr.write(`left out: ${String(error)}\n`);
    });
    if (containment === undefined) return;
    const work = join(disk, 'work');
    const given = join(disk, 'home/given');
    const environment = foreignEnvironment({ HOME: work, TMPDIR: work });
    const result = await containment.session((runs) =>
      runs.run({
        command: '/bin/sh',
        args: ['-c', `ls ${disk}; cat ${given}/file; cat ${secrets.join(' ')}`],
        workingFolder: work,
        // Folders of the PATH are shown whole.
        environment: { ...environment, PATH: `${environment['PATH'] ?? ''}${PATH}` },
        writes: [work],
        reads: [...reads, given],
        network: false,
        runs: 'foreign',
        signal: AbortSignal.timeout(60_000),
      }),
    );
    expect(result.stdout).toMatch(/work[^]*what the input gives/);
    expect(`${result.stdout}${result.stderr}`).not.toContain('key of the vault');
  });
});

describe('what is shown of the machine', () => {
  it('holds certificates, and not the folders where keys lie beside them', () => {
    const shown = visibleSystem({ PATH: '/usr/bin' }).map(({ path }) => path);
    for (const closed of ['/etc/ssl', '/etc/ssl/private', '/etc/pki', '/etc/pki/tls', '/etc/pki/tls/private', '/opt']) {
      expect(shown).not.toContain(closed);
    }
    expect(shown.filter((path) => /^\/etc\/(ssl|pki)\/.*(certs|trust|openssl)/.test(path))).not.toEqual([]);
  });
});
