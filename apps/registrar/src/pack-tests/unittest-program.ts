/**
 * Run by the interpreter with the pack's folder, and the file or folder of the tests. Its last line is JSON:
 * `{"total": …, "passed": …, "failed": …, "skipped": …, "missing": [<module>, …]}`. Test files that import a missing
 * module are not counted. The pack's own folders come after the standard library on the path, so that an action
 * `http.py` does not take its place.
 */
export const UNITTEST_PROGRAM = String.raw`
import contextlib, json, os, re, sys, unittest
root, target = sys.argv[1:]
only = target if os.path.isfile(target) else None
start = os.path.dirname(target) if only else target
report = os.dup(1)
sys.path[:] = [root] + [path for path in sys.path if path]
installed = [i for i, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))]
own = [os.path.join(root, name) for name in ("lib", "actions", "sensors")] + [start]
place = (installed or [len(sys.path)])[0]
sys.path[place:place] = [path for path in own if os.path.isdir(path)]

def is_test(name):
    return re.search(r"^test.*\.py$|_test\.py$", name) is not None

class Loader(unittest.TestLoader):
    def _match_path(self, name, path, pattern):
        return path == only if only else is_test(name)

class Result(unittest.TextTestResult):
    succeeded = 0
    def addSuccess(self, test):
        super().addSuccess(test)
        self.succeeded += 1

def top_of(folder):
    while folder != root and os.path.isfile(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder

def folders():
    yield start
    for folder, names, files in os.walk(start):
        names[:] = sorted(name for name in names if name != "node_modules" and not name.startswith("."))
        if folder != start and not only and "__init__.py" not in files and any(map(is_test, files)):
            yield folder

def tests_in(suite):
    for test in suite:
        if isinstance(test, unittest.BaseTestSuite):
            yield from tests_in(test)
        else:
            yield test

def missing_in(test):
    if type(test).__name__ != "_FailedTest":
        return None
    found = re.search(r"ModuleNotFoundError: No module named '([\w.]+)'[^\n]*$", str(test._exception).rstrip())
    return found and found.group(1)

def count(result):
    bad = result.failures + result.errors + [(test, None) for test in result.unexpectedSuccesses]
    failed = {id(getattr(test, "test_case", test)) for test, _ in bad}
    skipped = {id(getattr(test, "test_case", test)) for test, _ in result.skipped} - failed
    passed = result.succeeded + len(result.expectedFailures)
    return {"total": passed + len(failed) + len(skipped), "passed": passed, "failed": len(failed), "skipped": len(skipped)}

suite = unittest.TestSuite([Loader().discover(folder, top_level_dir=top_of(folder)) for folder in folders()])
missing = sorted({name for name in map(missing_in, tests_in(suite)) if name})
if missing:
    suite = unittest.TestSuite([test for test in tests_in(suite) if not missing_in(test)])
result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2, resultclass=Result).run(suite)
for stream in (sys.stdout, sys.stderr):
    with contextlib.suppress(Exception):
        stream.flush()
os.write(report, ("\n" + json.dumps({**count(result), "missing": missing[:20]}) + "\n").encode())
os._exit(0 if result.wasSuccessful() else 1)
`;
