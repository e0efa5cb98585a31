import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AuditEventView, TrustedKeyView } from '@packyard/contracts';
import { aPack } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('trusted keys', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start({ environment: { PACKYARD_REGISTRY_TTL_SECONDS: '0' } });
    for (const name of ['old', 'new', 'other']) {
      await succeed('key', 'generate', '--out', `./${name}.key`, '--without-password');
    }
    await succeed('sign', 'new.pub', '--key', 'old.key');
  });

  it('are added, vouch for their successors, and are removed for good', async () => {
    const keys = async () => JSON.parse(await succeed('key', 'list', '--json')) as TrustedKeyView[];
    expect(await succeed('key', 'add', 'old.pub', '--name', 'Ada')).toMatch(/^key [0-9A-F]{16} \(Ada\) is trusted/);
    const byStranger = await packyard('key', 'add', 'other.pub', '--endorsement', 'new.pub.minisig');
    expect(byStranger).toMatchObject({
      code: expect.any(Number),
      stderr: expect.stringContaining('not over this text'),
    });
    await succeed('key', 'add', 'new.pub', '--endorsement', 'new.pub.minisig');
    const [old, next] = await keys();
    expect(next).toMatchObject({ name: 'new', endorsed_by: old?.id, removed: null });
    expect((await packyard('key', 'add', 'old.pub')).stderr).toContain('is trusted already');
    expect((await packyard('key', 'add', 'old.key')).stderr).toContain('belongs to nobody but its owner');
    await succeed('key', 'remove', old?.id ?? '');
    expect((await packyard('key', 'add', 'old.pub')).stderr).toContain('was removed by');
    expect((await packyard('key', 'remove', old?.id ?? '')).stderr).toContain('No key');
    await succeed('key', 'add', 'old.pub', '--restore', '--name', 'Ada');
    expect((await keys()).map(({ removed }) => removed)).toEqual([null, null]);
    const actions = (await audit()).map(({ action }) => action).filter((action) => action.startsWith('key.'));
    expect(actions).toEqual(['key.create', 'key.delete', 'key.create', 'key.create']);
  });

  it('decide what is installed, and the outcome stays with the version', async () => {
    aPack('slack').writeTo(fixture.path('packs/slack'));
    await succeed('registry', 'build', './packs', '--out', './www/signed', '--sign', 'new.key');
    await succeed('registry', 'add', `${fixture.files.url}/signed/index.json`);
    expect(await succeed('trust', 'set', 'require', `${fixture.files.url}/*`, '--registry')).toContain('require');
    await succeed('trust', 'set', 'require', '*');
    expect(await succeed('trust', 'list')).toMatch(/registry +http.*require +all[^]*source +\* +require +all/);

    expect(await service.install(['slack'], { skip_tests: true })).toMatchObject({ status: 'completed' });
    expect(await succeed('pack', 'info', 'slack', '1.0.0')).toMatch(
      /Signature: valid, of the index by new \([0-9A-F]{16}\)/,
    );
    const [installed] = (await audit()).filter(({ action }) => action === 'pack.install');
    expect(installed?.after).toMatchObject({ signature: { status: 'valid', signer: 'new' } });

    const file = aPack('mail').asTarball(fixture.path('mail.tar.gz'));
    const refused = await service.install([file]);
    expect(refused.packs[0]).toMatchObject({ status: 'failed', error: { code: 'SIGNATURE_REFUSED' } });
    await succeed('trust', 'set', 'warn', '*');
    const warned = await service.install([file], { skip_tests: true });
    expect(warned.packs[0]).toMatchObject({
      status: 'completed',
      signature: { status: 'missing', mode: 'warn' },
      warnings: [expect.stringContaining('is not trusted: it has no signature')],
    });
  });

  it('take back what an index may do when they are removed, and a registry without a signature offers nothing', async () => {
    const list = JSON.parse(await succeed('key', 'list', '--json')) as TrustedKeyView[];
    await succeed('key', 'remove', list.find(({ name }) => name === 'new')?.id ?? '');
    const refused = await service.install(['slack'], { force: true });
    expect(refused.packs[0]?.error).toMatchObject({
      code: 'SIGNATURE_REFUSED',
      message: expect.stringMatching(/the key [0-9A-F]{16} \(new\) that signed it was removed/),
    });
    await succeed('registry', 'build', './packs', '--out', './www/signed', '--sign', 'old.key');
    expect(await service.install(['slack'], { force: true, skip_tests: true })).toMatchObject({ status: 'completed' });
    rmSync(fixture.path('www/signed/index.json.minisig'));
    await succeed('registry', 'build', './packs', '--out', './www/signed');
    const search = await packyard('registry', 'search', 'slack');
    expect([search.stdout.trim(), search.stderr]).toEqual([
      'No registry has such a pack.',
      expect.stringContaining('is not trusted: it has no signature'),
    ]);
  });

  it('and policies are for administrators, who name what can be meant', async () => {
    const wrong = await packyard('trust', 'set', 'require', 'https://*.example.org/');
    expect(wrong.stderr).toContain('must name its host in full');
    expect((await packyard('trust', 'set', 'require', '*', '--key', '0'.repeat(16))).stderr).toContain('No key 0000');
    expect((await packyard('trust', 'remove', '999')).stderr).toContain('There is no trust policy 999');
    const { id } = (JSON.parse(await succeed('trust', 'list', '--json')) as { id: number }[])[0] ?? { id: 0 };
    await succeed('trust', 'remove', String(id));
  });

  async function audit(): Promise<AuditEventView[]> {
    return JSON.parse(await succeed('audit', '--limit', '100', '--json')) as AuditEventView[];
  }

  async function succeed(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await packyard(...words);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    return stdout;
  }

  function packyard(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...words], {
      cwd: fixture.path(),
      env: { PATH: process.env['PATH'], HOME: fixture.path(), PACKYARD_HOME: fixture.path('home') },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new Promise((done) => child.once('close', (code) => done({ code, ...output })));
  }
});
