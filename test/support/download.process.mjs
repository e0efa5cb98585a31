// A worker's download, in a process of its own that may be killed: node download.process.mjs URL CACHE FILE
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Who is killed keeps nothing at its end, so it does once all is loaded.
enableCompileCache(join(import.meta.dirname, '../../dist/.compile-cache'));
const require = createRequire(import.meta.url);
const { MaskedUrl } = require('../../dist/libs/contracts/src/index.js');
const { DownloadCache, HttpClient, NetworkPolicy } = require('../../dist/libs/network/src/index.js');
flushCompileCache();
const [url, folder, file] = process.argv.slice(2);

const megabytes = () => process.resourceUsage().maxRSS / 1024;
const startedWith = megabytes();
let toldBytes = 0;
const client = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }));
const downloaded = await client.download(
  {
    url: new MaskedUrl(url),
    verifySsl: true,
    maxBytes: 1e9,
    limitName: 'X',
    signal: new AbortController().signal,
    cache: new DownloadCache({ folder, maxBytes: 1e9 }),
    onProgress: ({ bytes, total }) => {
      if (bytes - toldBytes < 100_000 && bytes !== total) return;
      toldBytes = bytes;
      process.send({ bytes });
    },
  },
  file,
);
process.send({ downloaded, growthMegabytes: megabytes() - startedWith }, () => process.disconnect());
