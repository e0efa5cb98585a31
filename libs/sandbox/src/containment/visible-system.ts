import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';

const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store'];
/**
 * How programs find libraries, hosts, certificates and names; no keys and no passwords: what lies beside the certificates may be
 * the service's own key.
 */
const SETTINGS = [
  'ld.so.cache ld.so.conf ld.so.conf.d ld-musl-x86_64.path alternatives ca-certificates crypto-policies',
  'ssl/certs ssl/cert.pem ssl/ca-bundle.pem ssl/openssl.cnf pki/ca-trust',
  'pki/tls/certs pki/tls/cert.pem pki/tls/openssl.cnf',
  'resolv.conf hosts host.conf nsswitch.conf gai.conf services protocols passwd group',
  'localtime timezone locale.alias terminfo mime.types magic os-release debian_version alpine-release',
].flatMap((line) => line.split(' ').map((name) => `/etc/${name}`));
const PROGRAMS = ['node', 'npm', 'python3', 'uv', 'git', 'cc', 'gcc', 'make'];

/** A path that is shown as it is, or a link as which it is shown. */
export interface Shown {
  path: string;
  linkTo?: string;
}

/** What every foreign program sees of the machine: its programs and libraries. */
export function visibleSystem(environment: Readonly<Record<string, string>>): Shown[] {
  const shown = [...SYSTEM, ...SETTINGS].filter((path) => existsSync(path)).map(describe);
  const more = [...new Set([...programFolders(environment['PATH'] ?? ''), ...interpreterFolders(environment)])];
  return [...shown, ...more.filter((path) => !SYSTEM.some((top) => isBelow(path, top))).map((path) => ({ path }))];
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function describe(path: string): Shown {
  if (!SYSTEM.includes(path) || !lstatSync(path).isSymbolicLink()) return { path };
  return { path, linkTo: readlinkSync(path) };
}

/** The folders of the PATH, and what the usual programs in them need beside themselves. */
function programFolders(path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && existsSync(folder));
  const programs = folders
    .flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))
    .filter((at) => existsSync(at));
  return [...folders, ...programs.flatMap(installationOf)].filter((folder) => !isTooMuch(folder));
}

/** `…/node-v22/bin/node` needs `…/node-v22`. A folder that belongs to a user is no installation. */
function installationOf(program: string): string[] {
  const folder = dirname(realpathSync(program));
  const above = dirname(folder);
  // The version managers pyenv, asdf and mise keep what their shims start beside those.
  if (basename(dirname(program)) === 'shims') return [dirname(dirname(program)), folder];
  const isInstallation =
    folder.endsWith('/bin') && (existsSync(join(above, 'lib')) || existsSync(join(above, 'include')));
  return isInstallation && above !== join(homedir(), '.local') ? [above] : [folder];
}

/** Where version managers put interpreters. */
function interpreterFolders(environment: Readonly<Record<string, string>>): string[] {
  const pyenv = environment['PYENV_ROOT'] ?? join(homedir(), '.pyenv');
  const managed = [pyenv, join(homedir(), '.local/share/uv/python')].filter((folder) => existsSync(folder));
  return [...managed, ...['/opt', '/opt/python'].flatMap(installationsIn)];
}

/** Not all of what somebody has put there. */
function installationsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => ['python3', 'python', 'node'].some((program) => existsSync(join(path, 'bin', program))));
}

function isTooMuch(folder: string): boolean {
  return (
    ['/', '/root', '/home', '/etc', '/var', '/tmp', '/proc', '/sys', '/dev', '/run'].includes(folder) ||
    isBelow(homedir(), folder)
  );
}
