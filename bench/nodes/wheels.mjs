// Made-up packages for an index on loopback: modules that have to be compiled, and bytes that can't be packed, as binary modules are.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { promisify } from 'node:util';

const PACKAGES = 5;
const MODULE_BYTES = 15_000;
const BINARY_BYTES = 1_000_000;
// Of what is installed: as much again is their bytecode, and the rest is binary.
const MODULES_SHARE = 0.3;
const BINARY_SHARE = 0.4;

/** Writes `<www>/simple/…`; answers the requirements. Their installed trees have about so many megabytes. */
export async function addWheels(www, megabytes) {
  const each = (megabytes * 1e6) / PACKAGES;
  const names = Array.from({ length: PACKAGES }, (_package, at) => `made_up_${at}`);
  for (const name of names) await addWheel(www, name, each);
  return names.map((name) => `${name.replaceAll('_', '-')}==1.0.0`);
}

async function addWheel(www, name, bytes) {
  const folder = join(www, 'unpacked', name);
  const info = join(folder, `${name}-1.0.0.dist-info`);
  for (const path of [join(folder, name), info]) mkdirSync(path, { recursive: true });
  const files = [`${name}/__init__.py`];
  writeFileSync(join(folder, files[0]), '');
  for (let at = 0; at * MODULE_BYTES < bytes * MODULES_SHARE; at += 1) {
    files.push(`${name}/module_${at}.py`);
    writeFileSync(join(folder, files.at(-1)), moduleOf(at));
  }
  for (let at = 0; at * BINARY_BYTES < bytes * BINARY_SHARE; at += 1) {
    files.push(`${name}/native_${at}.bin`);
    writeFileSync(join(folder, files.at(-1)), randomBytes(BINARY_BYTES));
  }
  writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${name.replaceAll('_', '-')}\nVersion: 1.0.0\n`);
  writeFileSync(
    join(info, 'WHEEL'),
    'Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  );
  const listed = [...files, `${name}-1.0.0.dist-info/METADATA`, `${name}-1.0.0.dist-info/WHEEL`];
  const record = [...listed, `${name}-1.0.0.dist-info/RECORD`].map((path) => `${path},,\n`);
  writeFileSync(join(info, 'RECORD'), record.join(''));
  await offer(www, { name, folder });
}

async function offer(www, { name, folder }) {
  const page = join(www, 'simple', name.replaceAll('_', '-'));
  mkdirSync(page, { recursive: true });
  const wheel = `${name}-1.0.0-py3-none-any.whl`;
  const parts = [name, `${name}-1.0.0.dist-info`];
  await promisify(execFile)('python3', ['-m', 'zipfile', '-c', join(page, wheel), ...parts], { cwd: folder });
  const hash = createHash('sha256')
    .update(readFileSync(join(page, wheel)))
    .digest('hex');
  writeFileSync(join(page, 'index.html'), `<a href="${wheel}#sha256=${hash}">${wheel}</a>`);
}

/** Functions as programs have them, other ones in each module. */
function moduleOf(seed) {
  let text = `"""Module ${seed}."""\n`;
  for (let at = 0; text.length < MODULE_BYTES; at += 1) {
    const word = createHash('sha256').update(`${seed} ${at}`).digest('hex').slice(0, 24);
    text += `\n\ndef read_${at}(values, limit=${at}):\n    """Reads ${word}."""\n    found = {}\n    for key, value in values.items():\n        if key != '${word}' and len(value) > limit:\n            found[key] = value.replace('${word.slice(0, 8)}', str(limit + ${at}))\n    return found\n`;
  }
  return text;
}

export async function serveFolder(folder) {
  mkdirSync(folder, { recursive: true });
  const server = createServer((request, response) => {
    const asked = join(folder, normalize(new URL(request.url, 'http://loopback').pathname));
    const path = asked.endsWith('/') ? join(asked, 'index.html') : asked;
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return response.writeHead(301, { location: `${request.url}/` }).end();
    if (found === undefined) return response.writeHead(404).end();
    const type = path.endsWith('.html') ? 'text/html' : 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-length': found.size });
    return createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
