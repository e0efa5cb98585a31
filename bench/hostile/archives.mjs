// Hostile archives, some of each kind: the first of a kind as it is meant, the others damaged where the seed says.
import { gzipSync } from 'node:zlib';
import { paxEntry, tar, tarEntry, tarGz, zip } from '../../libs/testing/src/hostile-archives.ts';

const MB = 1024 * 1024;
// So much stays as it is that it is looked at at all.
const HEAD = 300;
const zeros = Buffer.alloc(20 * MB);
const files = Array.from({ length: 500 }, (_item, index) => tarEntry(`folder/file-${index}`, 'x'));
const crowd = Array.from({ length: 60_000 }, (_item, index) => tarEntry(`file-${index}`, ''));

const KINDS = {
  zerosBehind: () => tarGz([tarEntry('a')], Buffer.concat([Buffer.alloc(1024), zeros])),
  zerosInside: () => tarGz([tarEntry('zeros', zeros)]),
  zerosInZip: () => zip([{ name: 'zeros', content: zeros }]),
  liarInZip: () => zip([{ name: 'zeros', content: Buffer.alloc(5 * MB), size: 10 }]),
  sumInZip: () => zip([{ name: 'a', content: 'x'.repeat(5000), crc: 7 }]),
  manyInTar: () => tarGz(crowd),
  manyInZip: () => zip(Array.from({ length: 60_000 }, (_item, index) => ({ name: `f${index}`, content: '' }))),
  deepInTar: () => tarGz([paxEntry({ path: `${'d/'.repeat(3000)}f` }), tarEntry('f')]),
  wayOut: () => tarGz([tarEntry('../../etc/cron.d/x')]),
  link: () => tarGz([tarEntry('link', '', { type: '2', linkname: '/etc/passwd' })]),
  nested: () => gzipSync(tarGz([tarEntry('zeros', zeros)])),
  long: () => tarGz([tarEntry('L', 'n'.repeat(2 * MB), { type: 'L' }), tarEntry('b')]),
  lateRefusal: () => tarGz([...files, tarEntry('../out')]),
  hugeManifest: () => tarGz([tarEntry('pack.yaml', `ref: a\nversion: 1.0.0\nx: [${'1, '.repeat(5_000_000)}1]\n`)]),
  bombInYaml: () => tarGz([tarEntry('pack.yaml', `a: &a [x, x]\n${bomb()}`)]),
};

function bomb() {
  const names = [...'abcdefghijklmnop'];
  const lines = names.slice(1).map((name, index) => `${name}: &${name} [${`*${names[index]}, `.repeat(9)}x]`);
  return `${lines.join('\n')}\n`;
}

/** As `[name, bytes]`. */
export function* hostileArchives(count, seed) {
  const kinds = Object.entries(KINDS).map(([kind, make]) => [kind, make()]);
  for (let index = 0; index < count; index += 1) {
    const [kind, content] = kinds[index % kinds.length];
    const round = Math.floor(index / kinds.length);
    yield [`${kind}-${round}`, round === 0 ? content : damaged(content, seed + index)];
  }
}

function damaged(content, seed) {
  const copy = Buffer.from(content);
  let state = seed;
  for (let hit = 0; hit < 3; hit += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    copy[HEAD + (state % Math.max(1, copy.length - HEAD))] = state % 251;
  }
  return seed % 2 === 0 ? copy : copy.subarray(0, HEAD + (state % copy.length));
}
