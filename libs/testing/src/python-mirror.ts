import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarGz } from './hostile-archives';

export interface MirroredPython {
  /** Python that it runs first, whatever it is started for. */
  first?: string;
  /** What it says that it is, when that is another. */
  said?: string;
  /** All of what its archive has, instead of a Python that works. */
  entries?: readonly Buffer[];
  /** What the list says, when that is not the archive's. */
  sha256?: string;
}

/** Where uv finds interpreters: a list and archives in a folder that a file server offers at `url`. */
export class PythonMirror {
  /** Of the Python that the archives are made of. */
  readonly minor = execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  }).trim();
  private readonly known: Record<string, unknown> = {};

  constructor(
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /** For `UV_PYTHON_DOWNLOADS_JSON_URL`. */
  get list(): string {
    return `${this.url}/pythons.json`;
  }

  /** The Python of this machine, which says that it is this release of the same minor version. Returns the path of its archive. */
  add(patch: number, { first = '', said, entries, sha256 }: MirroredPython = {}): string {
    const version = `${this.minor}.${patch}`;
    const file = `cpython-${version}.tar.gz`;
    mkdirSync(this.folder, { recursive: true });
    if (entries === undefined) this.pack(file, said ?? version, first);
    else writeFileSync(join(this.folder, file), tarGz(entries));
    this.known[keyOf(version)] = this.described(patch, file, sha256 ?? this.sha256Of(file));
    writeFileSync(join(this.folder, 'pythons.json'), JSON.stringify(this.known));
    return `/${file}`;
  }

  private pack(file: string, version: string, first: string): void {
    execFileSync('python3', ['-I', '-c', PACK, join(this.folder, file), version, first], { stdio: 'pipe' });
  }

  private described(patch: number, file: string, sha256: string) {
    const [major = 0, minor = 0] = this.minor.split('.').map(Number);
    const system = { os: process.platform, arch: { family: ARCHITECTURE, variant: null }, libc: LIBC };
    const build = { prerelease: '', variant: null, url: `${this.url}/${file}`, sha256, build: '20260101' };
    return { name: 'cpython', major, minor, patch, ...system, ...build };
  }

  private sha256Of(file: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.folder, file)))
      .digest('hex');
  }
}

const ARCHITECTURE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const LIBC = process.platform === 'linux' ? 'gnu' : 'none';

function keyOf(version: string): string {
  return `cpython-${version}-${process.platform}-${ARCHITECTURE}-${LIBC}`;
}

/** As python-build-standalone lays it out, with the standard library alone. */
const PACK = String.raw`
import io, os, re, sys, sysconfig, tarfile
target, version, first = sys.argv[1:]
minor = "python%d.%d" % sys.version_info[:2]
library = sysconfig.get_path("stdlib")
LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "site-packages", "dist-packages"}

def plain(folder):
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("config-"))
        for name in sorted(names):
            yield os.path.join(at, name)

def text(name, content):
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(content), 1700000000, 0o644
    archive.addfile(info, io.BytesIO(content))

with tarfile.open(target, "w:gz", compresslevel=1, dereference=True) as archive:
    archive.add(os.path.realpath(sys.executable), "python/bin/" + minor)
    for path in plain(library):
        name = os.path.relpath(path, library)
        if not os.path.isfile(path) or name.startswith("sitecustomize"):
            continue
        if name == "platform.py":
            with open(path, encoding="utf-8") as file:
                code = file.read().replace("def python_version():", "def _machines_version():")
            said = "\ndef python_version():\n    return %r\ndef python_version_tuple():\n    return tuple(python_version().split('.'))\n" % version
            text("python/lib/%s/platform.py" % minor, (first + "\n" + code + said).encode())
        elif name.startswith("_sysconfigdata") and os.path.exists(os.path.join(library, name.replace("__", "__linux_", 1))):
            # Debian's own name, beside the usual one, which alone is there elsewhere: where uv, which takes the first file in
            # the folder's order, does not take it for that one.
            usual = name.replace("__", "__linux_", 1)[:-3]
            code = "import importlib\nbuild_time_vars = importlib.import_module(%r).build_time_vars\n" % usual
            text("python/lib/%s/%s/__init__.py" % (minor, name[:-3]), code.encode())
        elif name.startswith("_sysconfigdata"):
            with open(path, encoding="utf-8") as file:
                code = re.sub(r"'LIBDIR':\s*'[^']*'", "'LIBDIR': '/install/lib'", file.read())
            text("python/lib/%s/%s" % (minor, name), code.encode())
        else:
            archive.add(path, "python/lib/%s/%s" % (minor, name))
    for name in ("python3", "python"):
        link = tarfile.TarInfo("python/bin/" + name)
        link.type, link.linkname = tarfile.SYMTYPE, minor
        archive.addfile(link)
`;
