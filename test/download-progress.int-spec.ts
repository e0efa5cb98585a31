import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { aPack, startFileServer, temporaryFolder } from '@packyard/testing';
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
});
