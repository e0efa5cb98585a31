// Packs in any version, made when they are asked for: /<ref>-<version>.tar.gz. A third of them needs an environment.
import { createServer } from 'node:http';
import { makeTarGz } from '../tar.mjs';
import { onCleanup } from '../service/cleanup.mjs';

const ENVIRONMENTS = 12;

export async function startOrigin() {
  const server = createServer((request, response) => {
    const [, ref, version] = /^\/([a-z]+_\d+)-([\d.]+)\.tar\.gz$/.exec(request.url ?? '') ?? [];
    if (ref === undefined) {
      response.writeHead(404).end();
      return;
    }
    const archive = makePack(ref, version);
    response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': archive.length }).end(archive);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { urlOf: (ref, version) => `http://127.0.0.1:${server.address().port}/${ref}-${version}.tar.gz` };
}

function makePack(ref, version) {
  const files = {
    'pack.yaml': `ref: ${ref}\nlabel: ${ref}\ndescription: Endures.\nversion: ${version}\n`,
    'actions/run.sh': '#!/bin/sh\necho done\n',
    'actions/run.yaml': `ref: ${ref}.run\nrunner_type: shell\nentry_point: run.sh\n`,
  };
  const patch = Number(version.split('.')[2]);
  if (Number(ref.split('_')[1]) % 3 === 0) {
    // Some versions share an environment, others have one of their own.
    const name = `needs_${patch % ENVIRONMENTS}`;
    files['package.json'] = JSON.stringify({ name, version: '1.0.0', dependencies: { local: 'file:./local' } });
    files['local/package.json'] = JSON.stringify({ name: 'local', version: '1.0.0', main: 'index.js' });
    files['local/index.js'] = 'module.exports = 1;\n';
  }
  return makeTarGz(`${ref}-${version}`, files);
}
