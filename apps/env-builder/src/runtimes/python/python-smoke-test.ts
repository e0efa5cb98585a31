/**
 * Run by the new interpreter. Prints JSON: `{"count": <distributions>, "problems": [...], "warnings": [...]}`.
 * Every requirement of the given files that applies here has to be installed in a version that it accepts, and one of
 * its modules has to import. Distributions without modules (scripts, metapackages) only have to be there.
 */
export const PYTHON_SMOKE_TEST = String.raw`
import importlib, importlib.metadata as metadata, io, json, os, re, sys, contextlib
try:
    from pip._vendor.packaging.requirements import Requirement, InvalidRequirement
except ImportError:
    try:
        from packaging.requirements import Requirement, InvalidRequirement
    except ImportError:
        Requirement = None

def requirements(path, seen):
    path = os.path.abspath(path)
    if path in seen:
        return
    seen.add(path)
    with open(path, encoding="utf-8-sig") as lines:
        text = lines.read().replace("\\\n", " ")
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        nested = re.match(r"(?:-r|--requirement)[\s=]*(\S+)", line)
        if nested:
            yield from requirements(os.path.join(os.path.dirname(path), nested.group(1)), seen)
        elif line and not line.startswith("-"):
            yield re.split(r"\s--", line)[0].strip()

def parse(line):
    wheel = re.search(r"([A-Za-z0-9_.]+)-(\d[^-]*)-.*\.whl\b", line)
    if wheel and "@" not in line:
        return wheel.group(1).replace("_", "-"), None
    egg = re.search(r"#egg=([\w.-]+)", line)
    if egg:
        return egg.group(1), None
    if Requirement is None:
        name = re.match(r"[A-Za-z0-9][\w.-]*", line)
        return (name.group(0), None) if name and ";" not in line else (None, None)
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None, None
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return None, None
    return requirement.name, requirement.specifier

def modules(distribution):
    names = (distribution.read_text("top_level.txt") or "").split()
    if not names:
        for file in distribution.files or []:
            first = file.parts[0]
            if len(file.parts) == 1 and first.endswith(".py"):
                names.append(first[:-3])
            elif len(file.parts) == 2 and file.parts[1] == "__init__.py":
                names.append(first)
    return [name for name in dict.fromkeys(names) if name.isidentifier()]

def check(name, specifier, problems, warnings):
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        problems.append(name + " is not installed")
        return
    if specifier and not specifier.contains(distribution.version, prereleases=True):
        problems.append("%s %s is installed, which does not satisfy %s" % (name, distribution.version, specifier))
        return
    failures, works = [], False
    for module in modules(distribution):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                importlib.import_module(module)
            works = True
        except (ImportError, SyntaxError) as error:
            failures.append("%s can't be imported: %s" % (module, error))
        except BaseException as error:
            works = True
            warnings.append("importing %s raised %s: %s" % (module, type(error).__name__, error))
    if failures and not works:
        problems.append("%s %s is installed, but %s" % (name, distribution.version, failures[0]))

problems, warnings = [], []
for path in sys.argv[1:]:
    for line in requirements(path, set()):
        name, specifier = parse(line)
        if name:
            check(name, specifier, problems, warnings)
own = {"pip", "setuptools", "wheel"}
count = len([d for d in metadata.distributions() if (d.metadata["Name"] or "").lower() not in own])
sys.stdout.write("\n" + json.dumps({"count": count, "problems": problems, "warnings": warnings[:20]}) + "\n")
sys.stdout.flush()
os._exit(0)
`;
