// Compiles each file of apps and libraries by itself into dist/, and checks their types, as `nest build` does; except that types
// are checked first, so that what is kept for the next time says that they were. Else all are checked anew each time.
import { tsconfigPathsBeforeHookFactory } from '@nestjs/cli/lib/compiler/hooks/tsconfig-paths.hook.js';
import ts from 'typescript';

const config = ts.getParsedCommandLineOfConfigFile('tsconfig.build.json', undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (problem) => report([problem]),
});
const { fileNames: rootNames, options, errors } = config;
const program = ts.createIncrementalProgram({ rootNames, options, configFileParsingDiagnostics: errors });
const problems = ts.getPreEmitDiagnostics(program);
const { diagnostics } = program.emit(undefined, undefined, undefined, undefined, {
  before: [tsconfigPathsBeforeHookFactory(options)],
});
report([...problems, ...diagnostics]);

function report(found) {
  if (found.length === 0) return;
  const host = {
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getNewLine: () => ts.sys.newLine,
  };
  process.stderr.write(ts.formatDiagnosticsWithColorAndContext(found, host));
  process.exit(1);
}
