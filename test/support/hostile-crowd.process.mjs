// Unpacks all archives of a folder, eight at a time, with the compiled downloader, while it answers to whoever asks whether
// it lives. Prints its port first, and in the end what came of each archive and what it took.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const require = createRequire(import.meta.url);
const built = (path) => require(join(import.meta.dirname, '../../dist', path));
const { LimitsConfig } = built('libs/config/src/index.js');
const { reportError } = built('libs/contracts/src/index.js');
const { ContentReader } = built('apps/downloader/src/reading/content-reader.js');

const AT_ONCE = 8;
const MB = 1024 * 1024;
const [folder] = process.argv.slice(2);
const reader = new ContentReader(LimitsConfig.parse({}));
const names = readdirSync(folder).sort();
const codes = {};
const peak = { megabytes: 0, childMegabytes: 0 };

const server = createServer((_request, response) => response.end('alive')).listen(0, '127.0.0.1', async () => {
  process.stdout.write(`${server.address().port}\n`);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const watch = setInterval(look, 50);
  const queue = names.values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(queue)));
  clearInterval(watch);
  look();
  process.stdout.write(`${JSON.stringify({ codes, ...peak, maxMs: Math.round(delay.max / 1e6) })}\n`);
  process.exit();
});

async function work(queue) {
  for (const name of queue) {
    const destination = join(folder, `../out-${name}`);
    mkdirSync(destination);
    const archive = { file: join(folder, name), destination, subject: name };
    const code = await reader.unpack(archive, AbortSignal.timeout(60_000)).then(
      () => 'WHOLE',
      (error) => reportError(error).code,
    );
    codes[code] = [...(codes[code] ?? []), name];
    await rm(destination, { recursive: true, force: true });
  }
}

/** Where the system does not tell (only Linux does), children count as nothing. */
function look() {
  peak.megabytes = Math.max(peak.megabytes, process.memoryUsage.rss() / MB);
  for (const child of childrenOf(process.pid)) peak.childMegabytes = Math.max(peak.childMegabytes, megabytesOf(child));
}

function childrenOf(pid) {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
}

function megabytesOf(pid) {
  return (Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * 4096) / MB;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
