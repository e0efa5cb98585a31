import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What a tool makes of a requirement. `name`: a package of an index; `wheel`: a file that is only unpacked; `source`: what may
 * be built, and all that is not surely one of the others.
 */
export interface ReadRequirement {
  kind: 'name' | 'wheel' | 'source';
  /** The URL or path that it names, without extras, marker and hashes. */
  target?: string | undefined;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*\s*/;
const EXTRAS = /^\[[A-Za-z0-9._,\s-]*\]\s*/;
const VERSION = /^\s*(?:===|~=|==|!=|<=|>=|<|>)\s*[\w.*+!-]+\s*$/;
const HASH = /^--hash(?:=|\s+)[A-Za-z0-9]+:[0-9A-Fa-f]+$/;
const ARCHIVE = /\.(?:whl|egg|zip|tgz|tar|t?bz2?|t?xz|t?lz|lzma|gz|zst|tar\.\w+)$/i;
const WHEEL_FILE = /^\w[\w.]*-\w[\w.+!]*(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl$/;
/** Longer ones are looked at no closer. */
const MAX_LENGTH = 20_000;

/** Reads a line of requirements that is no option, in the way of whichever tool makes most of it. */
export async function readRequirement(text: string, root: string): Promise<ReadRequirement> {
  if (text.length > MAX_LENGTH) return { kind: 'source' };
  const plain = withoutHashes(text);
  const direct = directOf(plain);
  const target = targetOf(direct ?? plain);
  // What no tool should find there, some take for an option.
  const hasOptions = /\s-/.test(plain);
  if (isUrl(target)) return { kind: !hasOptions && isWheelUrl(direct ?? plain) ? 'wheel' : 'source', target };
  const head = withoutExtras(plain.split(';', 1)[0]?.trim() ?? '');
  if (direct === undefined && !isPath(head) && !(await isFileWithSuffix(head, root))) {
    return { kind: !hasOptions && isNamed(plain) ? 'name' : 'source' };
  }
  const isWheel = !hasOptions && isWheelName(target) && (await mayBeFile(join(root, target)));
  return { kind: isWheel ? 'wheel' : 'source', target };
}

/** From behind, and each piece once. */
function withoutHashes(text: string): string {
  let rest = text;
  for (let at = rest.lastIndexOf('--hash'); at > 0; at = rest.lastIndexOf('--hash')) {
    if (!/\s/.test(rest.charAt(at - 1)) || !HASH.test(rest.slice(at))) break;
    rest = rest.slice(0, at).trimEnd();
  }
  return rest;
}

/** What follows a name and its extras; nothing when it begins otherwise. */
function behindName(text: string): string | undefined {
  const name = NAME.exec(text)?.[0];
  return name === undefined ? undefined : text.slice(name.length).replace(EXTRAS, '');
}

function directOf(text: string): string | undefined {
  const rest = behindName(text);
  return rest?.startsWith('@') === true ? rest.slice(1).trimStart() : undefined;
}

function targetOf(text: string): string {
  return isUrl(text)
    ? (/^\S*/.exec(text)?.[0] ?? '').replace(/;$/, '')
    : withoutExtras((text.split(';', 1)[0] ?? '').trim());
}

function isNamed(text: string): boolean {
  const rest = behindName((text.split(';', 1)[0] ?? '').trim());
  if (rest === undefined) return false;
  const versions = (rest.startsWith('(') && rest.endsWith(')') ? rest.slice(1, -1) : rest).trim();
  return (
    versions === '' ||
    versions
      .replace(/,$/, '')
      .split(',')
      .every((version) => VERSION.test(version))
  );
}

/** By its path alone, as tools look at it, and with nothing but a marker behind it. */
function isWheelUrl(text: string): boolean {
  const [url = ''] = /^\S*/.exec(text) ?? [];
  const rest = text.slice(url.length);
  const isAlone = rest.trim() === '' || url.endsWith(';') || /^\s+;/.test(rest);
  const plain = url.replace(/;$/, '');
  if (!isAlone || !/^https?:/i.test(plain) || !URL.canParse(plain)) return false;
  return isWheelName(new URL(plain).pathname.replace(/%(2B|21)/gi, '+'));
}

function isWheelName(path: string): boolean {
  return WHEEL_FILE.test(path.split('/').at(-1) ?? '');
}

function withoutExtras(text: string): string {
  const at = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return at === -1 || text.indexOf(']', at) < text.length - 1 ? text : text.slice(0, at).trimEnd();
}

export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text);
}

function isPath(head: string): boolean {
  return /[/\\]|^[.~]/.test(head) || ARCHIVE.test(head);
}

/** Tools know more suffixes of archives than are named here. What can't be looked at here they can't read either. */
async function isFileWithSuffix(head: string, root: string): Promise<boolean> {
  if (!head.includes('.')) return false;
  const found = await stat(join(root, head)).catch(() => undefined);
  return found?.isFile() === true;
}

/** Of one that is missing, the tool says so. */
async function mayBeFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.isFile();
}
