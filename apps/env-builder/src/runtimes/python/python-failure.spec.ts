import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { pythonFailure } from './python-failure';

const isNamed = ({ host }: URL) => host === 'index.example';
const SURROUNDINGS = {
  runtimeVersion: '3.11.7',
  otherVersions: ['3.11.7', '3.9.18', '3.13.0'],
  network: { refused: undefined, unreachable: undefined, isNamed },
};

interface Case {
  what: string;
  output: string;
  message: RegExp;
  hint: RegExp;
  isPassing?: boolean;
}

const uvBuild = (name: string, output: string) => `error: Failed to build \`${name}\`
  cause: The build backend returned an error
  cause: Call to \`setuptools.build_meta:__legacy__.build_wheel\` failed (exit status: 1)

         [stderr]
${output.replace(/^/gm, '         ')}
`;
const pipBuild = (output: string) => `Collecting thing==1.0
  Building wheel for thing (setup.py): started
  error: subprocess-exited-with-error
  × python setup.py bdist_wheel did not run successfully.
  │ exit code: 1
  ╰─> [20 lines of output]
${output.replace(/^/gm, '      ')}
  [end of output]
`;

const CASES: Case[] = [
  {
    what: 'a header that is missing, with the package that has it',
    output: uvBuild(
      'pykerberos==1.2.4',
      'src/kerberosbasic.h:17:10: fatal error: gssapi/gssapi.h: No such file or directory',
    ),
    message: /^Building pykerberos==1\.2\.4 needs the header gssapi\/gssapi\.h, which this worker does not have\.$/,
    hint: /apt-get install libkrb5-dev/,
  },
  {
    what: 'a header that nobody knows',
    output: pipBuild('x.c:1:10: fatal error: strange/thing.h: No such file or directory'),
    message: /needs the header strange\/thing\.h/,
    hint: /apt-file search strange\/thing\.h/,
  },
  {
    what: 'a library that pkg-config does not find',
    output: uvBuild(
      'mysqlclient==2.2.4',
      "Command 'pkg-config --exists mysqlclient' returned non-zero exit status 1.\nException: Can not find valid pkg-config name.",
    ),
    message: /^Building mysqlclient==2\.2\.4 needs the library mysqlclient/,
    hint: /apt-get install pkg-config default-libmysqlclient-dev/,
  },
  {
    what: 'a program that is missing',
    output: pipBuild('Error: pg_config executable not found.\n'),
    message: /needs the program pg_config/,
    hint: /libpq-dev/,
  },
  {
    what: 'a compiler that is missing',
    output: pipBuild("error: command 'gcc' failed: No such file or directory"),
    message: /needs the program gcc/,
    hint: /build-essential/,
  },
  {
    what: 'C code for an older Python, and which older ones there are',
    output: uvBuild(
      'http-parser==0.9.0',
      'http_parser/parser.c:196:12: fatal error: longintrepr.h: No such file or directory',
    ),
    message: /^http-parser==0\.9\.0 does not fit Python 3\.11\.7: its C code does not compile/,
    hint: /newer version of http-parser.*this worker has 3\.9\.18\)/,
  },
  {
    what: 'a module that setup.py needs, which is no trouble of the network',
    output: pipBuild("Traceback (most recent call last):\nModuleNotFoundError: No module named 'numpy'"),
    message: /^The build script of thing needs the module numpy, which thing does not declare\.$/,
    hint: /\[build-system\] requires/,
  },
  {
    what: 'a build script for older tools',
    output: uvBuild('old==1.0', "ModuleNotFoundError: No module named 'distutils.msvccompiler'"),
    message: /^old==1\.0 does not fit Python 3\.11\.7: its build script uses the module distutils/,
    hint: /3\.9\.18/,
  },
  {
    what: 'Python 2',
    output: pipBuild(
      "    print 'hello'\nSyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
    ),
    message: /was written for Python 2/,
    hint: /supports Python 3/,
  },
  {
    what: 'a host that has no address',
    output:
      "error: Git operation failed\n  --- stderr\n fatal: unable to access 'https://git.example/x.git/': Could not resolve host: git.example",
    message: /^https:\/\/git\.example\/x\.git can't be reached: the name git\.example could not be resolved\.$/,
    hint: /name server/,
    isPassing: true,
  },
  {
    what: 'an index that refuses connections',
    output:
      'error: Failed to fetch: http://127.0.0.1:9/simple/lower/\n  cause: error sending request for url (http://127.0.0.1:9/simple/lower/)\n  cause: Connection refused (os error 111)',
    message: /^http:\/\/127\.0\.0\.1:9\/simple\/lower can't be reached: the connection was refused\.$/,
    hint: /proxy/,
    isPassing: true,
  },
  {
    what: 'an index whose name is unknown, as pip says it',
    output:
      "WARNING: Retrying after connection broken by 'NewConnectionError(... Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/six/\nERROR: No matching distribution found for six",
    message: /can't be reached: a name could not be resolved/,
    hint: /name server/,
    isPassing: true,
  },
  {
    what: 'an index that wants a login',
    output:
      'WARNING: 401 Error, Credentials not correct for https://index.example/simple/six/\nERROR: Could not find a version that satisfies the requirement six (from versions: none)',
    message: /^The package index https:\/\/index\.example wants a login: it answered 401\.$/,
    hint: /PACKYARD_BUILD_ACCESS/,
  },
  {
    what: 'a version that does not exist, with its neighbours',
    output: `ERROR: Could not find a version that satisfies the requirement six==1.5.9 (from versions: ${Array.from({ length: 30 }, (_x, i) => `1.${i}.0`).join(', ')})\nERROR: No matching distribution found for six==1.5.9`,
    message: /for six==1\.5\.9: the index has 1\.3\.0, 1\.4\.0, 1\.5\.0, 1\.6\.0, 1\.7\.0, 1\.8\.0 and 24 others\.$/,
    hint: /one of these versions of six/,
  },
  {
    what: 'a package that does not exist',
    output:
      'error: No solution found when resolving dependencies\n  cause: Because no-such-thing was not found in the package registry and you require no-such-thing==9, we can conclude that your requirements are unsatisfiable.\n',
    message:
      /^No matching distribution found for no-such-thing==9: no index that is asked has a package no-such-thing\.$/,
    hint: /misspelling/,
  },
  {
    what: 'requirements that exclude each other',
    output:
      'error: No solution found when resolving dependencies\n  cause: Because upper==1.0 depends on lower<2 and you require lower==2.0, we can conclude that you require upper==1.0 and lower==2.0 are unsatisfiable.\n',
    message: /^There are no versions that fit together: Because upper==1\.0 depends on lower<2/,
    hint: /Change the version/,
  },
  {
    what: 'a package for newer Pythons',
    output:
      'error: No solution found\n  cause: Because the requested Python version (>=3.11.7) does not satisfy Python>=3.12 and future==1.0 depends on Python>=3.12, we can conclude that future==1.0 cannot be used.\n',
    message: /^future==1\.0 needs Python >=3\.12, and the environment has 3\.11\.7\.$/,
    hint: /python_version/,
  },
];

describe('why Python packages could not be installed', () => {
  it.each(CASES)('names $what', ({ output, message, hint, isPassing = false }) => {
    const error = pythonFailure('uv', { exitCode: 1, stdout: '', stderr: output }, SURROUNDINGS);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(error.name).toBe(isPassing ? 'UnavailableError' : 'RejectedError');
  });

  it('asks for no login of a host that foreign code alone has named', () => {
    const stderr = 'WARNING: 401 Error, Credentials not correct for https://login.example/give/me/your/password/\n';
    const error = pythonFailure('pip', { exitCode: 1, stdout: '', stderr }, SURROUNDINGS);
    expect(`${error.message} ${error.hint ?? ''}`).not.toMatch(/wants a login|index_credentials/);
  });

  it('takes no time that grows with more than what they printed', async () => {
    const words = [
      '\n',
      ' \n',
      'cause: ',
      'Because ',
      'you require ',
      'DO NOT MATCH THE HASHES',
      'error: ',
      'https://',
      '==',
    ];
    await fc.assert(
      fc.asyncProperty(hostileTexts(words, 500_000), (stdout) =>
        assertReadSoon(stdout, () => pythonFailure('uv', { exitCode: 1, stdout, stderr: '' }, SURROUNDINGS)),
      ),
      { numRuns: scaledRuns(200), examples: [[`${' \n'.repeat(250_000)}t\nfatal: `]] },
    );
  });

  it('repeats the last words of what it does not know', () => {
    const error = pythonFailure('pip', { exitCode: 3, stdout: 'a\nERROR: quite strange\nb', stderr: '' }, SURROUNDINGS);
    expect(error).toMatchObject({ name: 'RejectedError', message: 'pip ended with code 3: ERROR: quite strange' });
  });
});
