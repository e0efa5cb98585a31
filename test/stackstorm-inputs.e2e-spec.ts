import { aPack } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const MANIFEST = 'description: d\nauthor: a\nemail: a@b.example\nversion: 1.0.0\n';

describe('packs of StackStorm as people feed them in', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start({ environment: { PACKYARD_PROVIDED_PACKS: 'core,provided' } });
  });

  const stackstorm = (folder: string, manifest: string) =>
    aPack('any')
      .withFile('pack.yaml', manifest)
      .withFile('actions/run.yaml', 'name: run\nrunner_type: noop\n')
      .asRepository(fixture.path(folder));

  it('are called as their repository is when they have no ref, each by its own name', async () => {
    const sources = ['stackstorm-one.git', 'stackstorm-two.git'].map((name) =>
      stackstorm(name, `name: My ${name}\n${MANIFEST}`),
    );
    const execution = await service.install(sources);
    expect(execution).toMatchObject({ status: 'completed' });
    expect(execution.packs.map(({ pack_ref: ref }) => ref).sort()).toEqual(['one', 'two']);
  });

  it('get a dependency from the place that they name, and no other pack of its name', async () => {
    const place = stackstorm('stackstorm-placed.git', `name: placed\n${MANIFEST.replace('1.0.0', '1.2.3')}`);
    const needy = stackstorm('needy.git', `name: needy\n${MANIFEST}dependencies: ["file://${place}=v1.0.0"]\n`);
    const execution = await service.install([needy]);
    expect(execution).toMatchObject({ status: 'completed', result: { summary: { success_count: 2 } } });
    expect((await service.pack('placed'))?.version).toBe('1.2.3');
    const placed = execution.packs.find(({ pack_ref: ref }) => ref === 'placed');
    expect(placed?.source).toBe(`${place}#v1.0.0`);
  });

  it('are refused in words when the place of a dependency holds another pack', async () => {
    const place = stackstorm('stackstorm-renamed.git', `name: something_else\n${MANIFEST}`);
    const execution = await service.install([
      stackstorm('asking.git', `name: asking\n${MANIFEST}dependencies: ["file://${place}"]\n`),
    ]);
    expect(execution.packs.find(({ pack_ref: ref }) => ref === 'asking')?.error).toMatchObject({
      code: 'DEPENDENCY_CONFLICT',
      message: expect.stringMatching(/called after a pack renamed, but holds the pack something_else/),
    });
    expect(await service.pack('something_else')).toBeUndefined();
  });

  it('are installed when the request names them, although the platform provides such a pack', async () => {
    expect(await service.install([aPack('provided').writeTo(fixture.path('provided'))])).toMatchObject({
      status: 'completed',
    });
    expect((await service.pack('provided'))?.version).toBe('1.0.0');
  });

  it('say so when the tag that was asked for holds another version', async () => {
    const repository = aPack('tagged')
      .version('2.0.0')
      .withFile('pack.yaml', `name: tagged\n${MANIFEST.replace('1.0.0', '0.4.3')}`)
      .withFile('actions/run.yaml', 'name: run\nrunner_type: noop\n')
      .asRepository(fixture.path('tagged.git'));
    const execution = await service.install([`${repository}#v2.0.0`]);
    const warnings = ["'v2.0.0' was asked for, and its pack.yaml says that it is version 0.4.3."];
    expect(execution).toMatchObject({
      status: 'completed',
      result: { installed_packs: [{ pack_version: '0.4.3', warnings }] },
    });
  });

  it('name the pack that differs from what they need by a dash alone', async () => {
    const library = stackstorm('dashed.git', `ref: my_lib\nname: my_lib\n${MANIFEST}`);
    expect(await service.install([library])).toMatchObject({ status: 'completed' });
    const needy = stackstorm('needs-dashed.git', `name: needs_dashed\n${MANIFEST}dependencies: [my-lib]\n`);
    const execution = await service.install([needy]);
    expect(execution.packs[0]?.error).toMatchObject({
      message: expect.stringContaining('my-lib is neither installed'),
      hint: expect.stringMatching(/^Did you mean 'my_lib'\? /),
    });
  });

  it('are one when a request names them twice', async () => {
    const source = aPack('twice').writeTo(fixture.path('twice'));
    expect(await service.install([source, source])).toMatchObject({
      status: 'completed',
      result: { summary: { total_packs: 1 } },
    });
  });
});
