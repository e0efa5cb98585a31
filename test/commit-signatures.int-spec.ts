import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { join } from 'node:path';
import { parseSource, reportError, type TrustPolicy } from '@packyard/contracts';
import { aPack, listenOnLoopback, type LoopbackServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';
import { GitDriver } from './support/git-driver';

const problem = missingProgram();
if (problem !== undefined) console.warn(`Signed commits are not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)('a commit that is signed by an ssh key', () => {
  const folder = temporaryFolder();
  const driver = new GitDriver(join(folder, 'driver'));
  const published = join(folder, 'published');
  const [ada, stranger] = [join(folder, 'ada'), join(folder, 'stranger')];
  const allowed = join(folder, 'allowed_signers');
  let server: LoopbackServer;
  let count = 0;

  beforeAll(async () => {
    mkdirSync(published);
    for (const key of [ada, stranger]) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const [type, text] = readFileSync(`${ada}.pub`, 'utf8').split(' ');
    writeFileSync(allowed, `ada@example.org namespaces="git" ${type} ${text}\n`);
    server = await startGitServer(published);
  });
  afterAll(() => server.close());

  const signing = (key: string) => ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${key}`];
  /** A published pack of one commit, signed by a key or by nobody. */
  const publish = (key: string | undefined, change: (at: string) => void = () => undefined) => {
    const name = `pack-${(count += 1)}.git`;
    const at = aPack('signed').writeTo(driver.path(`at-${count}`));
    driver.run(at, 'init', '--quiet', '--initial-branch=trunk');
    driver.run(at, 'add', '--all');
    driver.run(
      at,
      ...(key === undefined ? [] : signing(key)),
      'commit',
      '--quiet',
      ...(key === undefined ? [] : ['-S']),
      '-m',
      'one',
    );
    change(at);
    driver.publish(at, join(published, name));
    return `${server.url}/${name}`;
  };
  const tag = (key: string, name: string) => (at: string) =>
    driver.run(at, ...signing(key), 'tag', '-s', '-m', name, name);

  const policies: TrustPolicy[] = [{ appliesTo: 'source', pattern: '*', mode: 'require', keys: null }];
  const trust = (policy: Partial<TrustPolicy>) => ({
    keys: () => Promise.resolve([]),
    policies: () => Promise.resolve(policies.map((one) => ({ ...one, ...policy }))),
    noteIndex: (_url: string, seen: { registry: string; serial: number }) => Promise.resolve(seen),
  });
  interface Given {
    policy?: Partial<TrustPolicy>;
    allowedSigners?: string | undefined;
    home?: string;
  }
  const fetch = (text: string, { policy = {}, home, ...given }: Given = {}) => {
    const at = join(folder, `in-${(count += 1)}`);
    const options = {
      home: home ?? join(at, 'home'),
      roots: [at],
      trust: trust(policy),
      allowedSigners: allowed,
      ...given,
    };
    return new DownloadHarness(options).tell(parseSource(text).source, { destination: join(at, 'delivered') });
  };

  it('is installed where a signature is required, and its signer is told', async () => {
    const { signature } = await fetch(publish(ada));
    expect(signature).toMatchObject({ status: 'valid', covers: 'commit', signer: 'ada@example.org', mode: 'require' });
    expect(signature?.key).toMatch(/^SHA256:/);
  });

  it('may be asked for by its full name, and by the beginning of it', async () => {
    let commit = '';
    const url = publish(ada, (at) => {
      commit = driver.run(at, 'rev-parse', 'HEAD');
      driver.run(at, 'commit', '--quiet', '--allow-empty', '-m', 'later');
    });
    for (const name of [commit, commit.slice(0, 12)]) {
      expect(await fetch(`${url}#${name}`)).toMatchObject({ gitCommit: commit, signature: { status: 'valid' } });
    }
  });

  it('may be the one that a signed tag names, when that tag is asked for by its name', async () => {
    const url = publish(undefined, tag(ada, 'v1.0.0'));
    const home = join(folder, 'kept');
    for (let times = 0; times < 2; times += 1) {
      expect((await fetch(`${url}#v1.0.0`, { home })).signature).toMatchObject({
        status: 'valid',
        signer: 'ada@example.org',
      });
    }
    await expect(fetch(url)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
  });

  /** Between us and the server: what it answers is changed, in as many bytes. */
  const startLiar = (lie: (answer: string) => string) =>
    listenOnLoopback(
      createServer((request, response) => {
        const { method = 'GET', url = '/', headers } = request;
        const through = ask({ host: '127.0.0.1', port: server.port, path: url, method, headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            response.end(Buffer.from(lie(Buffer.concat(chunks).toString('latin1')), 'latin1'));
          });
        });
        request.pipe(through);
      }),
    );
  const NAME = 'refs/tags/v1.0.0';
  const refused = (error: unknown) => reportError(error).code;

  it.each<[string, (ids: { tag: string; commit: string; evil: string }) => (answer: string) => string]>([
    [
      'says that it is of another commit',
      ({ commit, evil }) =>
        (answer) =>
          answer
            .replace(`${NAME} peeled:${commit}`, `${NAME} peeled:${evil}`)
            .replace(`${commit} ${NAME}^{}`, `${evil} ${NAME}^{}`),
    ],
    [
      'puts another commit in its place, once it was listed',
      ({ tag, evil }) => {
        let listed = 0;
        return (answer) =>
          // What is asked before git itself begins is answered in the older version of the protocol.
          !answer.includes('# service=') && answer.includes(`${tag} ${NAME}`) && (listed += 1) > 1
            ? answer.replace(`${tag} ${NAME}`, `${evil} ${NAME}`)
            : answer;
      },
    ],
  ])('is the commit of the signed tag itself, when the server %s', async (_what, lieAbout) => {
    const ids = { tag: '', commit: '', evil: '' };
    const url = publish(undefined, (at) => {
      tag(ada, 'v1.0.0')(at);
      Object.assign(ids, { tag: driver.run(at, 'rev-parse', 'v1.0.0'), commit: driver.run(at, 'rev-parse', 'HEAD') });
      driver.run(at, 'checkout', '--quiet', '-b', 'evil');
      writeFileSync(join(at, 'evil.sh'), 'echo evil');
      ids.evil = driver.commit(at);
      driver.run(at, 'checkout', '--quiet', 'trunk');
    });
    let lie = (answer: string) => answer;
    const liar = await startLiar((answer) => lie(answer));
    const asked = url.replace(server.url, liar.url);
    const home = join(folder, `kept-${(count += 1)}`);
    // Then all of it is there already.
    await fetch(`${asked}#v1.0.0`, { home });
    await fetch(`${asked}#evil`, { home, policy: { mode: 'warn' } });
    lie = lieAbout(ids);
    const commit = await fetch(`${asked}#v1.0.0`, { home }).then(({ gitCommit }) => gitCommit, refused);
    await liar.close();
    expect([ids.commit, 'SIGNATURE_REFUSED']).toContain(commit);
  });

  const moved = (at: string) => {
    tag(ada, 'v1.0.0')(at);
    driver.run(at, 'update-ref', 'refs/tags/v2.0.0', driver.run(at, 'rev-parse', 'v1.0.0'));
  };
  const tampered = (at: string) => {
    const content = driver.run(at, 'cat-file', 'commit', 'HEAD');
    const file = join(folder, `tampered-${count}`);
    writeFileSync(file, `${content}\nand more\n`);
    driver.run(at, 'update-ref', 'HEAD', driver.run(at, 'hash-object', '-t', 'commit', '-w', file));
  };
  it.each<[string, string, () => string, Given]>([
    ['nobody signed', 'missing', () => publish(undefined), {}],
    ['a stranger signed', 'untrusted', () => publish(stranger), {}],
    ['somebody changed after it was signed', 'invalid', () => publish(ada, tampered), {}],
    ['a stranger signed the tag of', 'untrusted', () => `${publish(undefined, tag(stranger, 'v1'))}#v1`, {}],
    ['is named by another signed tag under a new name', 'invalid', () => `${publish(undefined, moved)}#v2.0.0`, {}],
    ['is signed while nothing says who may sign', 'missing', () => publish(ada), { allowedSigners: undefined }],
    ['is signed while the list of signers is gone', 'untrusted', () => publish(ada), { allowedSigners: '/none' }],
    ['is signed where only some keys count', 'missing', () => publish(ada), { policy: { keys: ['0123456789ABCDEF'] } }],
  ])('that %s is refused, or warned of', async (_what, status, make, given) => {
    const url = make();
    await expect(fetch(url, given)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
    const { signature, warnings } = await fetch(url, { ...given, policy: { ...given.policy, mode: 'warn' } });
    expect(signature).toMatchObject({ status, mode: 'warn' });
    expect(warnings.join()).toContain('is not trusted');
  });
});

/** Why it can't be tried here. */
function missingProgram(): string | undefined {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(execFileSync('git', ['--version'], { encoding: 'utf8' })) ?? [];
  if (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 34)) return 'git is older than 2.34';
  try {
    execFileSync('ssh-keygen', ['-Y', 'find-principals'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no ssh-keygen' : undefined;
  }
}
