import { decodeText } from '../decode-text';
import { digestTree } from '../tree-digest';
import { isMapping } from '../yaml/mapping';
import { type Draft, inputOf } from './fingerprint';
import type { TopFiles } from './read-if-any';
import { requirementFiles } from './requirement-files';

export interface DraftedRequest {
  draft?: Draft;
  warnings: string[];
}

const LOCKS = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml'];

/**
 * The Python environment of a pack: from `requirements.txt`; without one from `Pipfile.lock`; without that from
 * `pyproject.toml` or `setup.py`. What else is there and not followed is named.
 */
export async function pythonRequest(files: TopFiles, versionRange: string): Promise<DraftedRequest> {
  const base = { runtime: 'python' as const, versionRange };
  const requirements = (await files.has('requirements.txt'))
    ? await requirementFiles(files.root, 'requirements.txt')
    : undefined;
  if (requirements !== undefined && !requirements.isEmpty) {
    const inputs = requirements.files.map(({ path, bytes }) => inputOf(path, bytes));
    const more = requirements.namesMore ? [await wholePack(files.root)] : [];
    const ignored = await present(files, ['Pipfile.lock', ...LOCKS]);
    return {
      draft: { ...base, packageFile: 'requirements.txt', inputs: [...inputs, ...more] },
      warnings: ignored.map((name) => `${name} is not followed: requirements.txt says what is installed.`),
    };
  }
  const pipfileLock = await files.read('Pipfile.lock');
  if (pipfileLock !== undefined) return pipfileRequest(files.root, { base, bytes: pipfileLock });
  return projectRequest(files, base);
}

type Base = Pick<Draft, 'runtime' | 'versionRange'>;

async function pipfileRequest(root: string, { base, bytes }: { base: Base; bytes: Buffer }): Promise<DraftedRequest> {
  const packages = Object.values(defaultPackages(decodeText(bytes, 'Pipfile.lock')));
  if (packages.length === 0) return { warnings: [] };
  const namesFiles = packages.some((entry) => isMapping(entry) && ('path' in entry || 'file' in entry));
  const inputs = [inputOf('Pipfile.lock', bytes), ...(namesFiles ? [await wholePack(root)] : [])];
  return { draft: { ...base, packageFile: 'Pipfile.lock', inputs }, warnings: [] };
}

/** An unreadable file is left to the build, which says what is wrong. */
function defaultPackages(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isMapping(parsed) && isMapping(parsed['default']) ? parsed['default'] : {};
  } catch {
    return { unreadable: {} };
  }
}

/** The pack is itself a Python project: it is installed with what it depends on. */
async function projectRequest(files: TopFiles, base: Base): Promise<DraftedRequest> {
  const pyproject = await files.read('pyproject.toml');
  const ignored = (await present(files, LOCKS)).map(
    (name) => `${name} is not followed: export it with 'uv export' or its like as requirements.txt.`,
  );
  // Many packs have one for their linters only.
  if (
    pyproject !== undefined &&
    /^[ \t]*\[(?:project|build-system|tool\.poetry)\]/m.test(decodeText(pyproject, 'pyproject.toml'))
  ) {
    const draft = { ...base, packageFile: 'pyproject.toml', inputs: [await wholePack(files.root)] };
    return { draft, warnings: ignored };
  }
  const [script] = await present(files, ['setup.py']);
  if (script !== undefined) {
    return { draft: { ...base, packageFile: script, inputs: [await wholePack(files.root)] }, warnings: ignored };
  }
  const [pipfile] = await present(files, ['Pipfile']);
  if (pipfile === undefined) return { warnings: ignored };
  const warning =
    "Pipfile has no Pipfile.lock, so no Python environment is built: run 'pipenv lock', or write a requirements.txt.";
  return { warnings: [...ignored, warning] };
}

async function present(files: TopFiles, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => ((await files.read(name)) === undefined ? [] : [name])));
  return found.flat();
}

/** What can read anything in the pack belongs to this very content. */
export async function wholePack(root: string): Promise<Draft['inputs'][number]> {
  return { path: '.', sha256: (await digestTree(root)).slice('sha256:'.length) };
}
