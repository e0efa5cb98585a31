import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { writeYamlFile } from './yaml-file';

const folder = temporaryFolder();

it('a YAML file is written through no link that lies in the folder', () => {
  const own = join(folder, 'mine');
  writeFileSync(own, 'mine');
  const file = join(folder, 'packs.lock');
  for (const link of [file, `${file}.${process.pid}.partial`]) symlinkSync(own, link);
  writeYamlFile(file, { packs: [] }, '# About');
  expect(readFileSync(own, 'utf8')).toBe('mine');
  expect(lstatSync(file).isFile()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('# About\npacks: []\n');
  expect(readdirSync(folder).sort()).toEqual(['mine', 'packs.lock', `packs.lock.${process.pid}.partial`]);
});
