import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { aPack, eventually, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { dockerRegistryProblem } from './support/docker-registry';
import { NodesStorm, STORM_STEPS } from './support/nodes-storm';
import { assertWhole, NodesFixture } from './support/nodes-fixture';
import { TestFixture } from './support/test-fixture';

const problem = dockerRegistryProblem();
if (problem !== undefined) console.warn(`Nodes are not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)('nodes that share nothing but a database and a registry', () => {
  const fixture = new TestFixture();
  const nodes = new NodesFixture(fixture);

  beforeAll(async () => {
    const sunny = aPack('sunny').withPython('sunrise==1.0.0').writeTo(fixture.path('sunny'));
    fixture.addToIndex();
    execFileSync('tar', ['-czf', fixture.path('www/sunny.tar.gz'), '-C', sunny, '.']);
    for (const version of ['1.0.0', '2.0.0']) offer(version);
    await nodes.start();
  });
  afterAll(() => nodes.stop());

  const offer = (version: string) => {
    const pack = aPack('slack').version(version).withFile('noise', version.repeat(20_000));
    pack.asTarball(fixture.path(`www/slack-${version}.tar.gz`));
    return `${fixture.files.url}/slack-${version}.tar.gz`;
  };
  const install = async (name: string) => {
    const ended = await nodes.gateway.install([`${fixture.files.url}/${name}.tar.gz`]);
    expect([ended.status, ended.packs.map(({ error }) => error)]).toEqual(['completed', ended.packs.map(() => null)]);
  };

  it('show what is installed, with an environment that was built elsewhere and works here', async () => {
    await install('slack-1.0.0');
    await install('sunny');
    const { packs } = await nodes.agree();
    expect(packs.map(({ ref, version }) => `${ref} ${version}`)).toEqual(['slack 1.0.0', 'sunny 1.0.0']);
    for (const agent of nodes.agents) {
      const python = join(agent.shown().get('sunny') ?? '', 'virtualenv/bin/python');
      expect(execFileSync(python, ['-c', 'import sunrise; print(sunrise.__file__)'], { encoding: 'utf8' })).toContain(
        fixture.path('homes', agent.name),
      );
    }
  });

  it('go on with an upgrade, back with a rollback, and let go of what is uninstalled', async () => {
    await install('slack-2.0.0');
    expect((await nodes.agree()).packs[0]?.version).toBe('2.0.0');
    expect((await nodes.gateway.request('/api/v1/generations/rollback', { body: {} })).status).toBe(200);
    expect((await nodes.agree()).packs[0]?.version).toBe('1.0.0');
    const uninstalled = await nodes.gateway.request('/api/v1/packs/slack/uninstall', {
      body: { all: true, force: true },
    });
    expect(uninstalled.status).toBe(200);
    expect((await nodes.agree()).packs.map(({ ref }) => ref)).toEqual(['sunny']);
  });

  it('keep what they show while the service is away, and catch up from nothing', async () => {
    const [agent] = nodes.agents;
    if (agent === undefined) throw new Error('There is no agent');
    await nodes.gateway.kill('gateway');
    await agent.stop('SIGKILL');
    agent.start();
    await eventually(() => expect(agent.log.join('')).toContain('No Packyard answers'));
    expect([...agent.shown().keys()]).toEqual(['sunny']);
    nodes.gateway.spawn('gateway');
    await nodes.gateway.ready();
    await install('slack-2.0.0');
    await nodes.emptied(agent);
    expect((await nodes.agree()).packs).toHaveLength(2);
  });

  it('never show half of anything, whoever is killed or cut off, and all catch up', async () => {
    const seed = Date.now() % 1_000_000;
    await install('slack-2.0.0');
    await install('slack-1.0.0');
    const storm = new NodesStorm(nodes, (version) => offer(version));
    const steps = fc.sample(fc.tuple(fc.constantFrom(...STORM_STEPS), fc.nat(23)), { numRuns: scaledRuns(300), seed });
    for (const [index, [step, chosen]] of steps.entries()) {
      const failed = (cause: unknown) => {
        throw new Error(`After step ${index} (${step}, ${chosen}) of seed ${seed}`, { cause });
      };
      await storm.step(step, chosen).catch(failed);
      for (const each of nodes.agents) await assertWhole(each).catch(failed);
    }
    console.info(`The storm of seed ${seed}: ${JSON.stringify(await storm.end())}`);
    await install('slack-1.0.0');
    await nodes.agree();
    // With all of its effort, and on a busy machine, it takes much longer than others.
  }, 3_600_000);
});
