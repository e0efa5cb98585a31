// Reads which version is enabled, again and again, from the disk or over HTTP, until its input ends. Prints what it saw.
import { readFileSync } from 'node:fs';

const [kind, where, token] = process.argv.slice(2);
const seen = {};
const wrong = [];
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();

const fromDisk = () => /^version: (\S+)$/m.exec(readFileSync(where, 'utf8'))?.[1];

async function fromHttp() {
  const response = await fetch(`${where}/api/v1/packs/slack/versions`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const enabled = (await response.json()).data.filter(({ status }) => status === 'Enabled');
  if (enabled.length !== 1) throw new Error(`${enabled.length} versions are enabled`);
  return enabled[0].version;
}

while (!isOver) {
  try {
    const version = kind === 'disk' ? fromDisk() : await fromHttp();
    seen[version] = (seen[version] ?? 0) + 1;
  } catch (error) {
    wrong.push(String(error));
  }
  await new Promise((resolve) => setImmediate(resolve));
}
process.stdout.write(JSON.stringify({ seen, wrong }));
