import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { aPack, startFileServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { DownloadBench } from './support/download-bench';

describe('a download', () => {
  const root = temporaryFolder();

  it('says how far it is', async () => {
    const noise = randomBytes(1_000_000).toString('hex');
    aPack('large').withFile('data/noise', noise).asTarball(join(root, 'public/large.tar.gz'));
    const server = await startFileServer(join(root, 'public'));
    const bench = new DownloadBench({ home: join(root, 'home'), roots: [root] });
    await bench.download({ kind: 'archive', url: `${server.url}/large.tar.gz` });
    await server.close();
    expect(bench.said[0]).toMatch(/^receiving: \d\.\d MB/);
  });

  it('of a git repository says how far it is, too', async () => {
    aPack('kept')
      .withFile('data/noise', randomBytes(1_000_000).toString('hex'))
      .asRepository(join(root, 'git/kept.git'));
    const server = await startGitServer(join(root, 'git'));
    const bench = new DownloadBench({ home: join(root, 'home'), roots: [root] });
    await bench.download({ kind: 'git', url: `${server.url}/kept.git` });
    await server.close();
    expect(bench.said).toContainEqual(expect.stringMatching(/^receiving: \d\.\d MB \(100 %\)/));
    expect(bench.said.join('\n')).not.toContain(server.url);
  });
});
