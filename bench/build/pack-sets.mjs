// Packs that only have requirements, of real packages: a few small ones, twenty as they are usual, and six heavy ones.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PYTHON = ['requests==2.32.3', 'PyYAML==6.0.2', 'Jinja2==3.1.4', 'python-dateutil==2.9.0', 'simplejson==3.19.3'];
const NODE = ['ms@2.1.3', 'semver@7.6.3', 'axios@1.7.7', 'lodash@4.17.21', 'uuid@10.0.0'];

/** Names of sets and their packs, each of which asks for another environment. */
export const SETS = {
  small: [
    { python: ['six==1.16.0'] },
    { python: ['simplejson==3.19.3'] },
    { node: ['ms@2.1.3'] },
    { node: ['semver@7.6.3'] },
  ],
  typical: Array.from({ length: 20 }, (_pack, index) =>
    index % 4 === 3 ? { node: pick(NODE, index) } : { python: pick(PYTHON, index) },
  ),
  // Large wheels with compiled parts, thousands of small files, and deep trees of dependencies.
  heavy: [
    { python: ['numpy==2.1.2', 'pandas==2.2.3'] },
    { python: ['cryptography==43.0.1', 'lxml==5.3.0', 'paramiko==3.5.0'] },
    { python: ['boto3==1.35.40', 'azure-mgmt-compute==33.0.0', 'kubernetes==31.0.0'] },
    { node: ['typescript@5.6.3', 'webpack@5.95.0'] },
    { node: ['@aws-sdk/client-s3@3.665.0', '@aws-sdk/client-ec2@3.665.0'] },
    { node: ['express@4.21.1', 'eslint@9.12.0', 'rxjs@7.8.1'] },
  ],
};

/** Three of a list, others for each index. */
function pick(list, index) {
  const first = index % list.length;
  const second = (first + 1 + (Math.floor(index / list.length) % (list.length - 1))) % list.length;
  const third = (second + 1) % list.length === first ? (second + 2) % list.length : (second + 1) % list.length;
  return [list[first], list[second], list[third]];
}

/** Writes the packs of a set. Returns them with their folders. */
export function writePacks(name, folder) {
  return SETS[name].map(({ python, node }, index) => {
    const ref = `${name}-${index}`;
    const path = join(folder, ref);
    mkdirSync(path, { recursive: true });
    const write = (file, text) => writeFileSync(join(path, file), text);
    write('pack.yaml', `ref: ${ref}\nlabel: ${ref}\nversion: 1.0.0\n`);
    // The comment makes each environment one of its own.
    if (python !== undefined) write('requirements.txt', `# ${ref}\n${python.join('\n')}\n`);
    if (node !== undefined) {
      const dependencies = Object.fromEntries(node.map((one) => one.split(/@(?=[\d])/)));
      write('package.json', JSON.stringify({ name: ref, version: '1.0.0', dependencies }));
    }
    return { ref, path, kind: python === undefined ? 'node' : 'python' };
  });
}
