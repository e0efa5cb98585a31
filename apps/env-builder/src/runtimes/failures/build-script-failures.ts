import { packageIn, tooOld } from './compile-failures';
import type { Explainer } from './explanation';

/** Modules that left Python or setuptools: what asks for them was written before. */
const GONE =
  /^(distutils|imp|asyncore|asynchat|pkg_resources|setuptools\.(?:command\.test|py27compat)|lib2to3|distutils\.msvccompiler|six\.moves)\b/;

/** Failures of `setup.py` and its relatives. */
export const BUILD_SCRIPT_EXPLAINERS: readonly Explainer[] = [
  (failure) => {
    if (
      !/Missing parentheses in call to 'print'|use_2to3 is invalid|except \w+, \w+:\s*$|NameError: name '(?:unicode|xrange|raw_input|execfile|file|reload)' is not defined|No module named '?(?:ConfigParser|urllib2|Queue|StringIO|commands|httplib|__builtin__)'?/m.test(
        failure.output,
      )
    )
      return undefined;
    const name = packageIn(failure.output);
    return {
      cause: `${name} was written for Python 2, which does not fit Python ${failure.runtimeVersion}`,
      hint: `Pin a version of ${name.replace(/==.*/s, '')} that supports Python 3, or replace it.`,
    };
  },
  (failure) => {
    const missing = /ModuleNotFoundError: No module named '([\w.]+)'/.exec(failure.output)?.[1];
    if (missing === undefined) return undefined;
    const name = packageIn(failure.output);
    if (GONE.test(missing))
      return tooOld(failure, `its build script uses the module ${missing}, which newer versions have no more`);
    return {
      cause: `the build script of ${name} needs the module ${missing}, which ${name} does not declare`,
      hint: `Pin another version of ${name.replace(/==.*/s, '')}, for which there is a wheel; or have its authors declare ${missing} in [build-system] requires.`,
    };
  },
  (failure) => {
    const said =
      /^[ \t]*((?:AttributeError|ImportError|SyntaxError|TypeError|RuntimeError|ValueError|NameError|OSError|FileNotFoundError|KeyError|Exception|SystemExit|LookupError|AssertionError)(?:: .*)?)$/m.exec(
        failure.output,
      )?.[1];
    if (
      said === undefined ||
      !/Failed to build|subprocess-exited-with-error|build backend|metadata-generation-failed/.test(failure.output)
    )
      return undefined;
    if (/^AttributeError|^ImportError: cannot import name|has no attribute/.test(said))
      return tooOld(failure, `its build script failed with ${said.slice(0, 200)}`);
    return {
      cause: `the build script of ${packageIn(failure.output)} failed: ${said.slice(0, 300)}`,
      hint: `Pin another version of it, for which there is a wheel. The whole output: packyard execution logs.`,
    };
  },
];
