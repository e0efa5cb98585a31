// A registry on loopback: an index in Attune's format, and archives that are made when they are asked for.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { makeTarGz } from '../tar.mjs';

export async function startRegistry() {
  const registry = new Registry();
  const server = createServer((request, response) => registry.answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  registry.url = `http://127.0.0.1:${server.address().port}`;
  registry.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return registry;
}

class Registry {
  indexes = new Map();
  archives = new Map();
  /** Bytes of indexes that were sent, and how often one was asked for. */
  sent = { bytes: 0, requests: 0 };

  /** `packs` as in problems.mjs. Returns the URL of the index; `saysWhatIsNeeded` is whether it has dependencies. */
  add(name, packs, { saysWhatIsNeeded = true } = {}) {
    const entries = Object.entries(packs).flatMap(([ref, versions]) =>
      versions.map(({ version, needs }) => {
        const path = `/${name}/${ref}-${version}.tar.gz`;
        this.archives.set(path, () => makePack(ref, version, needs));
        const dependencies = Object.entries(needs).map(([needed, range]) => `${needed}@${range}`);
        return entryOf({
          ref,
          version,
          url: `${this.url}${path}`,
          dependencies: saysWhatIsNeeded ? dependencies : undefined,
        });
      }),
    );
    const body = Buffer.from(JSON.stringify({ registry_name: name, version: '1.0', packs: entries }));
    this.indexes.set(`/${name}.json`, { body, etag: `"${createHash('sha256').update(body).digest('hex')}"` });
    return { url: `${this.url}/${name}.json`, bytes: body.length };
  }

  answer({ url, headers }, response) {
    const index = this.indexes.get(url);
    if (index !== undefined) {
      this.sent.requests += 1;
      if (headers['if-none-match'] === index.etag) return response.writeHead(304, { etag: index.etag }).end();
      this.sent.bytes += index.body.length;
      return response.writeHead(200, { 'content-type': 'application/json', etag: index.etag }).end(index.body);
    }
    const archive = this.archives.get(url)?.();
    if (archive === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-length': archive.length }).end(archive);
  }
}

function entryOf({ ref, version, url, dependencies }) {
  return {
    ref,
    label: ref,
    description: `What ${ref} does.`,
    version,
    author: 'Packyard',
    license: 'Apache-2.0',
    install_sources: [{ type: 'archive', url }],
    ...(dependencies === undefined ? {} : { dependencies: { packs: dependencies } }),
  };
}

function makePack(ref, version, needs) {
  const dependencies = Object.entries(needs).map(([needed, range]) => `  - ref: ${needed}\n    version: '${range}'\n`);
  const manifest = [
    `ref: ${ref}`,
    `label: ${ref}`,
    'description: Measures.',
    `version: ${version}`,
    'author: Packyard',
    dependencies.length === 0 ? 'dependencies: []' : `dependencies:\n${dependencies.join('')}`,
    '',
  ].join('\n');
  const action = `ref: ${ref}.run\nlabel: run\ndescription: Runs it.\nrunner_type: shell\nentry_point: run.sh\n`;
  return makeTarGz(`${ref}-${version}`, {
    'pack.yaml': manifest,
    'actions/run.yaml': action,
    'actions/run.sh': '#!/bin/sh\necho {}\n',
  });
}
