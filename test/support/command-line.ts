import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Service } from './service';

export interface Printed {
  /** Of both streams, in the order in which they came. */
  text: string;
  exitCode: number | null;
}

interface Place {
  folder: string;
  variables: Readonly<Record<string, string>>;
}

/** Runs `packyard` against a service, in a folder. */
export function runPackyard(of: Service, args: readonly string[], place: string | Place): Promise<Printed> {
  const { folder, variables } = typeof place === 'string' ? { folder: place, variables: {} } : place;
  const child = spawn(process.execPath, [resolve(__dirname, '../../bin/packyard.mjs'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PACKYARD_URL: of.url, PACKYARD_TOKEN: of.token, ...variables },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((done) => child.once('close', (exitCode) => done({ text, exitCode })));
}
