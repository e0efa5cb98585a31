import { execFileSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { aPack, eventually } from '@packyard/testing';
import { TestFixture } from './support/test-fixture';

const PACKS = 20;

describe('twenty packs that ask for the same environment', () => {
  const fixture = new TestFixture();

  it('get one that works, built by one of four builders, although that one is killed midway', async () => {
    fixture.addToIndex();
    const service = await fixture.start({ layout: 'processes', environment: { PACKYARD_MAINTENANCE_SECONDS: '1' } });
    for (let more = 0; more < 3; more += 1) service.spawn('env-builder');
    const held = fixture.files.hold('/wheels/');
    const sources = Array.from({ length: PACKS }, (_, index) =>
      aPack(`twin-${index}`)
        .withPython('sunrise==1.0.0')
        .writeTo(fixture.path(`twin-${index}`)),
    );
    const { id } = await service.submit(sources);
    await eventually(() => expect(held.waiting()).toBe(1));
    await service.kill('env-builder');
    service.spawn('env-builder');
    held.serve();

    const ended = await service.ended(id);
    expect(ended).toMatchObject({ status: 'completed' });
    expect(ended.packs.map(({ status }) => status)).toEqual(Array.from({ length: PACKS }, () => 'completed'));
    const links = sources.map((_source, index) => fixture.path('home/packs', `twin-${index}`, 'virtualenv'));
    expect(new Set(links.map((link) => realpathSync(link))).size).toBe(1);
    expect(execFileSync(`${links[0]}/bin/python`, ['-c', 'import sunrise; print("works")'], { encoding: 'utf8' })).toBe(
      'works\n',
    );

    const environments = fixture.path('home/store/environments/python');
    const [fingerprint = '', ...others] = readdirSync(environments);
    expect(others).toEqual([]);
    // What the killed builder left is removed by the sweeper.
    await eventually(() => expect(readdirSync(`${environments}/${fingerprint}`)).toHaveLength(2));
  });
});
