import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { WantedEnvironmentView, WantedPackView, WantedView } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { aPack, eventually, temporaryFolder } from '@packyard/testing';
import { FakeService } from '../testing/fake-service';
import { StoredFolders } from '../testing/stored-folders';
import { AgentHome } from './agent-home';
import { ContentFetch } from './content-fetch';
import { Generations } from './generations';
import { NodeAgent } from './node-agent';
import { Reporter } from './reporter';

const KEEP = { keep: 2, keepMs: 0, maxBytes: 1e9 };
const FINGERPRINT = 'f'.repeat(64);

describe('an agent', () => {
  const folder = temporaryFolder();
  let home: AgentHome;
  let store: StoredFolders;
  let service: FakeService;
  let said: string[];
  let ending: AbortController;
  let running: Promise<void>;
  let trial = 0;
  let isShared = false;
  let policy = KEEP;

  beforeEach(() => {
    trial += 1;
    home = new AgentHome(join(folder, `home-${trial}`));
    store = new StoredFolders(join(folder, `store-${trial}`));
    [service, said, isShared, policy] = [new FakeService(), [], false, KEEP];
  });
  afterEach(() => stop());

  const start = () => {
    ending = new AbortController();
    const say = (line: string) => void said.push(line);
    const reporter = new Reporter(service, { platform: 'linux-x64', version: '1.0.0' }, say);
    const parts = { home, service, reporter, say, policy, isShared, generations: new Generations(home, say) };
    running = new NodeAgent({ ...parts, content: new ContentFetch(home, store) }).run(ending.signal);
  };
  const stop = () => {
    ending.abort();
    return running;
  };
  const stored = async (ref: string, version: string, environments: WantedEnvironmentView[] = []) => {
    const content = `${ref}-${version}`;
    aPack(ref).version(version).writeTo(store.placeOf(content));
    const digest = await digestTree(store.placeOf(content));
    return {
      ref,
      version,
      digest,
      storage_path: `${ref}/${version}-abc`,
      content,
      environments,
    } satisfies WantedPackView;
  };
  const python = (build: string, platform: string | null = null): WantedEnvironmentView => {
    const content = `environment-${build}`;
    mkdirSync(join(store.placeOf(content), 'bin'), { recursive: true });
    writeFileSync(join(store.placeOf(content), 'bin/python'), build);
    return { runtime: 'python', fingerprint: FINGERPRINT, path: `python/${FINGERPRINT}/${build}`, platform, content };
  };
  const wantedOf = (generation: number, packs: WantedPackView[], variant = 0): WantedView => ({
    state: `${generation}-${String(variant).padStart(16, '0')}`,
    generation,
    packs,
  });
  /** As a runner sees it, which looks once where `packs` leads: versions by name. */
  const shown = () => {
    const packs = realpathSync(home.layout.enabledPacksFolder);
    const versionOf = (ref: string) =>
      /^version: (.*)$/m.exec(readFileSync(join(packs, ref, 'pack.yaml'), 'utf8'))?.[1];
    return Object.fromEntries(readdirSync(packs).map((ref) => [ref, versionOf(ref)]));
  };
  const reported = (expected: object) => eventually(() => expect(service.reports.at(-1)).toMatchObject(expected));
  const inStep = (generation: number) =>
    reported({ generation, target: generation, activity: 'in_step', failures: [] });

  it('shows what is enabled, and goes on to whatever is enabled next', async () => {
    start();
    service.want(wantedOf(1, [await stored('slack', '1.0.0'), await stored('email', '1.0.0')]));
    await inStep(1);
    expect(shown()).toEqual({ slack: '1.0.0', email: '1.0.0' });
    service.want(wantedOf(2, [await stored('slack', '2.0.0')]));
    await inStep(2);
    expect(shown()).toEqual({ slack: '2.0.0' });
  });

  it('never shows half of a generation, while it switches as often as it can', async () => {
    const refs = ['a', 'b', 'c', 'd'];
    const versions = ['1.0.0', '2.0.0'];
    const packs = await Promise.all(versions.map((version) => Promise.all(refs.map((ref) => stored(ref, version)))));
    start();
    service.want(wantedOf(1, packs[1] ?? []));
    await inStep(1);
    const over = new AbortController();
    const seen = new Set<string>();
    const looking = (async () => {
      while (!over.signal.aborted) {
        seen.add([...new Set(Object.values(shown()))].join(' and '));
        await new Promise(setImmediate);
      }
    })();
    for (let generation = 2; generation <= 41; generation += 1) {
      service.want(wantedOf(generation, packs[generation % 2] ?? []));
      await inStep(generation);
    }
    over.abort();
    await looking;
    expect([...seen].sort()).toEqual(versions);
  });

  it('leads packs to their environments, and to one that was built anew', async () => {
    const link = (ref: string) =>
      readFileSync(join(home.layout.enabledPacksFolder, ref, 'virtualenv/bin/python'), 'utf8');
    start();
    const slack = await stored('slack', '1.0.0', [python('first')]);
    service.want(wantedOf(1, [slack]));
    await inStep(1);
    expect(link('slack')).toBe('first');
    service.want(wantedOf(1, [{ ...slack, environments: [python('second')] }], 2));
    await eventually(() => expect(link('slack')).toBe('second'));
    expect(readlinkSync(join(home.layout.enabledPacksFolder, 'slack/virtualenv'))).toMatch(/^\.\.\//);
  });

  it('shows what it showed until all of the next generation is there, and says what is missing', async () => {
    start();
    const [former, next] = [await stored('slack', '1.0.0'), await stored('slack', '2.0.0')];
    service.want(wantedOf(1, [former]));
    await inStep(1);
    rmSync(store.placeOf(next.content), { recursive: true });
    service.want(wantedOf(2, [next, await stored('email', '1.0.0')]));
    const failures = [{ subject: 'pack slack 2.0.0', message: 'The store holds no slack-2.0.0.', hint: 'Wait.' }];
    await reported({ generation: 1, target: 2, activity: 'failed', failures });
    expect(shown()).toEqual({ slack: '1.0.0' });
    expect(said.join('\n')).toContain('pack slack 2.0.0: The store holds no slack-2.0.0. Wait.');
    await stored('slack', '2.0.0');
    await inStep(2);
    expect(shown()).toEqual({ slack: '2.0.0', email: '1.0.0' });
  });

  it('shows no content that is not what was promised, none of another platform, and none without its interpreter', async () => {
    const slack = await stored('slack', '1.0.0');
    writeFileSync(join(store.placeOf('slack-1.0.0'), 'actions/run.sh'), 'echo stolen\n');
    const bare = python('bare');
    rmSync(join(store.placeOf('environment-bare'), 'bin/python'));
    symlinkSync('/nowhere/python', join(store.placeOf('environment-bare'), 'bin/python'));
    const unstored = { ...(await stored('sms', '1.0.0')), content: null };
    start();
    const email = await stored('email', '1.0.0', [bare, python('other', 'plan9-vax')]);
    service.want(wantedOf(1, [slack, email, unstored]));
    await reported({ generation: null, activity: 'failed' });
    expect(
      service.reports
        .at(-1)
        ?.failures.map(({ subject, message }) => `${subject}: ${message}`)
        .sort(),
    ).toEqual([
      `environment python ${FINGERPRINT.slice(0, 12)}: It was built for plan9-vax, and this is ${process.platform}-${process.arch}.`,
      `environment python ${FINGERPRINT.slice(0, 12)}: The Python that it was built with is not on this machine.`,
      expect.stringMatching(/^pack slack 1\.0\.0: The content of slack 1\.0\.0 in the content store has the checksum/),
      'pack sms 1.0.0: It is not in the content store.',
    ]);
    expect(() => shown()).toThrow('ENOENT');
    expect(readdirSync(home.incoming)).toEqual([]);
  });

  it('writes nowhere but in its home, whatever the service says', async () => {
    start();
    service.want(wantedOf(1, [{ ...(await stored('slack', '1.0.0')), storage_path: '../../../slack/1.0.0' }]));
    await reported({ activity: 'failed', failures: [{ subject: 'pack slack' }] });
    expect(store.fetched).toEqual([]);
  });

  it('works on with what it has while the service is away, also when it is started again meanwhile', async () => {
    start();
    service.want(wantedOf(1, [await stored('slack', '1.0.0')]));
    await inStep(1);
    await stop();
    service.isAway = true;
    start();
    await eventually(() => expect(said.join('\n')).toContain('No Packyard answers.'));
    expect(shown()).toEqual({ slack: '1.0.0' });
    service.isAway = false;
    service.want(wantedOf(7, [await stored('slack', '2.0.0')]));
    await inStep(7);
    expect(shown()).toEqual({ slack: '2.0.0' });
  });

  it('goes back to what it keeps without fetching anything, and forgets the rest', async () => {
    start();
    const versions = await Promise.all(['1.0.0', '2.0.0', '3.0.0'].map((version) => stored('slack', version)));
    for (const [index, version] of versions.entries()) {
      service.want(wantedOf(index + 1, [version]));
      await inStep(index + 1);
    }
    const contents = () => readdirSync(join(home.layout.packStore, 'slack')).sort();
    await eventually(() => expect(contents()).toEqual(['2.0.0-abc', '3.0.0-abc']));
    const { length } = store.fetched;
    service.want(wantedOf(4, versions.slice(1, 2)));
    await inStep(4);
    expect(shown()).toEqual({ slack: '2.0.0' });
    expect(store.fetched).toHaveLength(length);
  });

  it.each([
    [0, ['3.0.0-abc']],
    [60_000, ['1.0.0-abc', '2.0.0-abc', '3.0.0-abc']],
  ])('keeps fewer generations when they do not fit, but none less than %i ms', async (keepMs, left) => {
    policy = { keep: 3, keepMs, maxBytes: 1 };
    start();
    for (const [index, version] of ['1.0.0', '2.0.0', '3.0.0'].entries()) {
      service.want(wantedOf(index + 1, [await stored('slack', version)]));
      await inStep(index + 1);
    }
    await eventually(() => expect(said.at(-1)).toContain('more than PACKYARD_MAX_STORE_BYTES (1)'));
    expect(readdirSync(join(home.layout.packStore, 'slack')).sort()).toEqual(left);
    expect(shown()).toEqual({ slack: '3.0.0' });
  });

  it('takes no home of a service for its own', async () => {
    mkdirSync(home.layout.enabledPacksFolder, { recursive: true });
    start();
    await expect(running).rejects.toThrow('was not made by an agent');
    running = Promise.resolve();
  });

  it('has its folder for itself until it ends', async () => {
    start();
    service.want(wantedOf(1, [await stored('slack', '1.0.0')]));
    await inStep(1);
    const other = new AgentHome(home.layout.home);
    const left = join(home.incoming, 'under-way');
    writeFileSync(left, '');
    await expect(other.open(false)).rejects.toMatchObject({
      message: `Another agent runs that keeps ${home.layout.home}.`,
      hint: expect.stringContaining('--folder'),
    });
    expect(readdirSync(home.incoming)).toEqual(['under-way']);
    await stop();
    await other.open(false);
    other.close();
  });

  it.each(['incoming', 'trash', 'store'])(
    'removes nothing from a folder with a %s that no agent has made',
    async (name) => {
      const file = join(home.layout.home, name, 'precious');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x');
      start();
      await expect(running).rejects.toMatchObject({
        message: expect.stringContaining('was not made by an agent'),
        hint: expect.stringContaining('--folder'),
      });
      running = Promise.resolve();
      expect(readFileSync(file, 'utf8')).toBe('x');
    },
  );

  it('keeps its folder for itself, unless it is shared on purpose', async () => {
    const modes = () =>
      [home.layout.home, home.layout.packStore, home.generations, home.incoming].map((path) =>
        (statSync(path).mode & 0o777).toString(8),
      );
    start();
    service.want(wantedOf(1, []));
    await inStep(1);
    expect(new Set(modes())).toEqual(new Set([process.geteuid?.() === 0 ? '711' : '700']));
    await stop();
    [home, isShared] = [new AgentHome(join(folder, 'shared')), true];
    start();
    await eventually(() => expect(new Set(modes())).toEqual(new Set(['755'])));
  });

  it.each(['', '{"state":'])(
    'goes on from a generation whose file reads %j, and removes nothing of it',
    async (damaged) => {
      const slack = await stored('slack', '1.0.0');
      start();
      service.want(wantedOf(1, [slack]));
      await inStep(1);
      await stop();
      const file = join(home.generations, wantedOf(1, []).state, 'wanted.json');
      writeFileSync(file, damaged);
      service.isAway = true;
      start();
      await eventually(() => expect(said.join('\n')).toContain('No Packyard answers.'));
      expect(said.join('\n')).toContain(`${file} can't be read`);
      expect(shown()).toEqual({ slack: '1.0.0' });
      service.isAway = false;
      await eventually(() => expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ generation: 1 }));
      expect(store.fetched).toEqual([slack.content]);
    },
  );
});
