/**
 * Run by the interpreter that a virtualenv was made from, without its packages: `-I -S -c BYTECODE <folder> <cache>`.
 * Compiles all modules below the folder, and keeps what it made by the SHA-256 of the source, so that the same source
 * is compiled once. What is kept is what this interpreter makes of exactly these bytes, whoever brought them. Each file that is
 * kept ends with the SHA-256 of the rest, which Python does not read.
 * Files for another Python can't be compiled, and mostly need not be.
 */
export const BYTECODE = String.raw`
import compileall, hashlib, importlib.util, os, stat, struct, sys
from functools import partial

FEW = 48
HEAD = 16
DIGEST = 32
magic = importlib.util.MAGIC_NUMBER
folder, cache = sys.argv[1:]
cache = os.path.join(cache, "%s-%s" % (sys.implementation.cache_tag, magic.hex()))

def modules():
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            if name.endswith(".py"):
                yield os.path.join(at, name)

def replace(path, content):
    # Never into a file that is there: it may be a link to one in the cache.
    os.makedirs(os.path.dirname(path), exist_ok=True)
    # Processes in namespaces of their own have the same numbers.
    fresh = "%s.%s" % (path, os.urandom(8).hex())
    with open(fresh, "wb") as file:
        file.write(content)
    os.replace(fresh, path)

def kept(path):
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content[:-DIGEST]).digest() == content[-DIGEST:] else None

def link(place, path):
    """Whether that could be done."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            os.unlink(path)
        os.link(place, path)
    except OSError:
        return False
    return True

def take(path):
    """What has to be compiled, with where its code belongs."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        return None
    with open(path, "rb") as file:
        key = hashlib.sha256(file.read()).hexdigest()
    # A file of the cache of packages is the same in all environments, with the same time: so can be its bytecode.
    is_shared = found.st_nlink > 1
    name = "%s-%x" % (key[2:], int(found.st_mtime)) if is_shared else key[2:]
    place = os.path.join(cache, key[:2], name)
    content = kept(place)
    if content is None:
        return path, place
    head = magic + struct.pack("<III", 0, int(found.st_mtime) & 0xFFFFFFFF, found.st_size & 0xFFFFFFFF)
    compiled = importlib.util.cache_from_source(path)
    if is_shared and content[:HEAD] == head and link(place, compiled):
        return None
    try:
        replace(compiled, head + content[HEAD:-DIGEST])
    except OSError:
        # A package has put something else there. It works without.
        pass
    return None

def compile_all(paths):
    one = partial(compileall.compile_file, force=True, quiet=2)
    if len(paths) > FEW:
        try:
            from concurrent.futures import ProcessPoolExecutor
            with ProcessPoolExecutor() as pool:
                return list(pool.map(one, paths, chunksize=8))
        except (ImportError, NotImplementedError, OSError):
            pass
    return [one(path) for path in paths]

missing = [found for found in map(take, modules()) if found]
for (path, place), done in zip(missing, compile_all([path for path, _place in missing])):
    compiled = importlib.util.cache_from_source(path)
    if done and os.path.isfile(compiled):
        with open(compiled, "rb") as file:
            content = file.read()
        replace(place, content + hashlib.sha256(content).digest())
`;
