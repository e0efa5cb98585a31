import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { ExecutionEventData, ExecutionOutput } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const PASSWORD = 's3cr3t-of-the-index';

describe('a build that takes its time', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    fixture.addToIndex();
    const index = `${fixture.files.url.replace('://', `://user:${PASSWORD}@`)}/simple`;
    service = await fixture.start({ environment: { PIP_INDEX_URL: index } });
  });

  it('says at least every two seconds what it does, and shows what its tools print, masked', async () => {
    const held = fixture.files.hold('/wheels/');
    const source = aPack('patient').withPython('sunrise==1.0.0').writeTo(fixture.path('patient'));
    const { id } = await service.submit([source]);
    await eventually(async () => {
      const doing = (await events(id)).filter(({ type }) => type === 'progress');
      expect(doing.length).toBeGreaterThanOrEqual(3);
    });
    await eventually(async () => {
      const [running] = (await output(id)).outputs;
      expect(running).toMatchObject({ pack_ref: 'patient', runtime: 'python', running: true, attempt: 1 });
      expect(running?.text).toMatch(/\$ .*pip(-alone\.py)? wheel/);
    });
    held.serve();
    expect(await service.ended(id)).toMatchObject({ status: 'completed' });

    const whole = await packyard(['execution', 'logs', String(id), 'patient']);
    expect(whole).toMatch(/^== patient · python$/m);
    expect(whole).toMatch(/Successfully installed sunrise-1\.0\.0/);
    expect(whole + JSON.stringify(await events(id))).not.toContain(PASSWORD);
    expect(await packyard(['execution', 'logs', String(id), 'other'])).toContain("has no pack 'other'");
  });

  it('is followed live by the command line', async () => {
    const held = fixture.files.hold('/simple/absent/');
    const source = aPack('failing').withPython('absent==1').writeTo(fixture.path('failing'));
    const { id } = await service.submit([source]);
    const following = packyard(['execution', 'logs', String(id), '--follow']);
    await eventually(() => expect(held.waiting()).toBeGreaterThan(0));
    held.serve();
    expect(await following).toMatch(/No matching distribution found for absent==1/);
    expect(await service.ended(id)).toMatchObject({ status: 'failed' });
  });

  it('shows a pack that shares an environment what was printed when that was built', async () => {
    const source = aPack('sharing').withPython('sunrise==1.0.0').writeTo(fixture.path('sharing'));
    const { id } = await service.install([source]);
    expect((await output(id, '?pack=sharing')).outputs).toMatchObject([{ pack_ref: 'patient', running: false }]);
  });

  async function events(id: number): Promise<ExecutionEventData[]> {
    const response = await service.request(`/api/v1/executions/${id}/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader?.read())?.value ?? '';
    await reader?.cancel();
    return [...first.matchAll(/^data: (\{.+\})$/gm)].map((match) => JSON.parse(match[1] ?? '') as ExecutionEventData);
  }

  async function output(id: number, query = ''): Promise<ExecutionOutput> {
    const response = await service.request(`/api/v1/executions/${id}/output${query}`);
    return ((await response.json()) as { data: ExecutionOutput }).data;
  }

  function packyard(args: string[]): Promise<string> {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...args], {
      env: { PATH: process.env['PATH'], PACKYARD_URL: service.url, PACKYARD_TOKEN: service.token },
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    return new Promise((done) => child.once('close', () => done(printed)));
  }
});
