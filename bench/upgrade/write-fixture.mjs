import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create } from 'tar';

/** Made again by itself. */
const LEFT_OUT = ['cache', 'tools', 'trash', 'uploads', 'address'];

/** Writes an installation that has been stopped, and what it had answered, into one file. */
export async function writeFixture(file, { about, home, databaseUrl }) {
  const folder = dirname(home);
  const dump = execFileSync('pg_dump', ['--no-owner', '--no-privileges', '--inserts', databaseUrl], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  // Before the first object stand settings that only the PostgreSQL that wrote them knows; psql alone knows what has a backslash.
  const sql = dump.slice(dump.indexOf('\n--\n-- Name:')).replaceAll(/^\\(?:un)?restrict .*$/gm, '');
  writeFileSync(join(folder, 'database.sql'), sql);
  writeFileSync(join(folder, 'about.json'), JSON.stringify(about));
  const filter = (path) => !LEFT_OUT.some((name) => path === `home/${name}` || path.startsWith(`home/${name}/`));
  await create({ gzip: { level: 9 }, file, cwd: folder, filter, portable: true, preservePaths: true }, [
    'about.json',
    'database.sql',
    'home',
  ]);
  process.stdout.write(`${file}: ${statSync(file).size} bytes\n`);
  return 0;
}
