import { installHint, type Explainer, type Explanation, type FailureToExplain } from './explanation';
import { packageOfHeader, packageOfLibrary, packageOfProgram } from './debian-packages';

/** What the C compiler says when code was written for an older Python than it is compiled for. */
const OLDER_PYTHON =
  /fatal error: longintrepr\.h|has no member named '(?:tp_print|exc_type|use_tracing|ob_type|curexc_type|f_code|co_code|ob_size)'|lvalue required as left operand of assignment|too (?:few|many) arguments to function '_?Py|implicit declaration of function '_?Py|unknown type name 'Py|'_?Py\w+' undeclared|incomplete type '(?:struct )?_?Py\w*'|dereferencing pointer to incomplete type 'Py/;
const COMPILER_ERROR = /^[ \t]*(\S+\.(?:c|cc|cpp|cxx|pyx|h|hpp):\d+(?::\d+)?: (?:fatal )?error: .*)$/m;

/** Failures of compilers, and of what looks for libraries before them. */
export const COMPILE_EXPLAINERS: readonly Explainer[] = [
  (failure) => {
    if (!OLDER_PYTHON.test(failure.output)) return undefined;
    const said = COMPILER_ERROR.exec(failure.output)?.[1];
    return tooOld(
      failure,
      said === undefined ? 'its C code does not compile' : `its C code does not compile (${said.trim()})`,
    );
  },
  ({ output }) => {
    const header = /fatal error: ([\w./+-]+\.(?:h|hpp)): No such file or directory/.exec(output)?.[1];
    if (header === undefined) return undefined;
    const cause = `building ${packageIn(output)} needs the header ${header}, which this worker does not have`;
    return { cause, hint: installHint(header, packageOfHeader(header)) };
  },
  ({ output }) => {
    const program =
      /(pg_config) executable not found/.exec(output)?.[1] ??
      /(mysql_config|mariadb_config)(?:: not found| not found)/.exec(output)?.[1] ??
      /^[ \t]*(?:\/bin\/)?sh: (?:\d+: )?(?:line \d+: )?([\w.+-]+): (?:command )?not found/m.exec(output)?.[1] ??
      /error: command '([\w./+-]+)' failed: No such file or directory/.exec(output)?.[1] ??
      /No such file or directory: '(gcc|cc|g\+\+|make|cmake|swig|pkg-config|cargo|rustc|pg_config|[a-z0-9-]+-config)'/.exec(
        output,
      )?.[1] ??
      (/can't find Rust compiler|Cargo, the Rust package manager, is not installed/.test(output)
        ? 'cargo'
        : undefined) ??
      /unable to execute '([\w.+-]+)'/.exec(output)?.[1];
    if (program === undefined) return undefined;
    const cause = `building ${packageIn(output)} needs the program ${program}, which this worker does not have`;
    return { cause, hint: installHint(program, packageOfProgram(program)) };
  },
  ({ output }) => {
    const library =
      /Command 'pkg-config --exists ([\w.+-]+)' returned non-zero/.exec(output)?.[1] ??
      /(?:Package|No package) '?([\w.+-]+)'?,?(?: required by '[^']*',)? (?:was not found|not found|found)/.exec(
        output,
      )?.[1] ??
      /cannot find -l([\w.+-]+)/.exec(output)?.[1];
    if (library === undefined) return undefined;
    const known = packageOfLibrary(library);
    const packages = known === undefined ? undefined : `${/pkg-config/.test(output) ? 'pkg-config ' : ''}${known}`;
    return {
      cause: `building ${packageIn(output)} needs the library ${library}, which this worker does not have`,
      hint: installHint(library, packages),
    };
  },
  (failure) => {
    const said = COMPILER_ERROR.exec(failure.output)?.[1]?.trim();
    return said === undefined ? undefined : tooOld(failure, `its C code does not compile (${said})`);
  },
];

/** Code that was written for an older Python; older interpreters of this worker are named. */
export function tooOld({ output, runtimeVersion, otherVersions }: FailureToExplain, because: string): Explanation {
  const name = packageIn(output);
  const older = otherVersions.filter((version) => minorOf(version) < minorOf(runtimeVersion));
  const choice =
    older.length > 0
      ? `choose an older Python with python_version (this worker has ${older.join(', ')})`
      : 'install an older Python on the worker and choose it with python_version';
  return {
    cause: `${name} does not fit Python ${runtimeVersion}: ${because}`,
    hint: `Pin a newer version of ${name.replace(/==.*/s, '')}, if there is one with a wheel, or ${choice}.`,
  };
}

/** Which package was being built: as pip and uv name it. */
export function packageIn(output: string): string {
  const name =
    /Failed to (?:download and )?build(?: a wheel for)? `([^`\s]+)/.exec(output)?.[1] ??
    /Failed to build(?: installable wheels for some pyproject\.toml based projects)? \(?([A-Za-z0-9][\w.-]*(?:==[\w.!+-]+)?)/.exec(
      output,
    )?.[1] ??
    /Building wheel for (\S+)/.exec(output)?.[1] ??
    [...output.matchAll(/^Collecting (\S+)/gm)].at(-1)?.[1];
  return name ?? 'a package';
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
