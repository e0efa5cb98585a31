import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { aPack, startFileServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';

describe('a download', () => {
  const root = temporaryFolder();

  it('says how far it is', async () => {
    const noise = randomBytes(1_000_000).toString('hex');
    aPack('large').withFile('data/noise', noise).asTarball(join(root, 'public/large.tar.gz'));
    const server = await startFileServer(join(root, 'public'));
    const harness = new DownloadHarness({ home: join(root, 'home'), roots: [root] });
    await harness.download({ kind: 'archive', url: `${server.url}/large.tar.gz` });
    await server.close();
    expect(harness.said[0]).toMatch(/^receiving: \d\.\d MB/);
  });

  it('of a git repository says how far it is, too', async () => {
    aPack('kept')
      .withFile('data/noise', randomBytes(1_000_000).toString('hex'))
      .asRepository(join(root, 'git/kept.git'));
    const server = await startGitServer(join(root, 'git'));
    const harness = new DownloadHarness({ home: join(root, 'home'), roots: [root] });
    await harness.download({ kind: 'git', url: `${server.url}/kept.git` });
    await server.close();
    expect(harness.said).toContainEqual(expect.stringMatching(/^receiving: \d\.\d MB \(100 %\)/));
    expect(harness.said.join('\n')).not.toContain(server.url);
  });
});
