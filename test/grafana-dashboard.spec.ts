import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const DASHBOARD = join(__dirname, '../deploy/grafana/packyard.json');
const CHECKED = join(__dirname, 'dashboard-of-grafana.ts');
const TYPES = '@grafana/grafana-foundation-sdk';

/** Grafana's own types, which it makes from its schemas, with the words that its enumerations stand for. */
const PRELUDE = `
  import type { Dashboard } from '${TYPES}/dashboard';
  import type { Dataquery } from '${TYPES}/prometheus';
  type Plain<T> = T extends string ? \`\${T}\`
    : T extends number ? (number extends T ? number : \`\${T}\` extends \`\${infer N extends number}\` ? N : T)
    : T extends readonly (infer U)[] ? Plain<U>[]
    : T extends { _implementsDataqueryVariant(): void } ? Query
    : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
  type Query = Plain<Omit<Dataquery, '_implementsDataqueryVariant'>>;
  export const dashboard: Plain<Dashboard> = `;

/** What the compiler has against the dashboard, as `line of the file: words`. */
function problems(dashboard: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const files = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (file) => file === CHECKED || files.fileExists(file),
    getSourceFile: (file, language, ...others) =>
      file === CHECKED
        ? ts.createSourceFile(file, `${PRELUDE}${dashboard};\n`, language)
        : files.getSourceFile(file, language, ...others),
  };
  const program = ts.createProgram([CHECKED], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) - PRELUDE.split('\n').length + 2;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? ''}`;
  });
}

describe('the dashboard for Grafana', () => {
  const text = readFileSync(DASHBOARD, 'utf8');

  it("is one by Grafana's schema", () => {
    expect(require.resolve('@grafana/grafana-foundation-sdk/dashboard')).toBeDefined();
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['an unknown field', text.replace('"gridPos"', '"gridPlace"'), /gridPlace/],
    ['a wrong type', text.replace('"schemaVersion": 39', '"schemaVersion": "39"'), /not assignable to type 'number'/],
    ['a query that is none', text.replace('"expr"', '"expression"'), /expression/],
  ])('would be refused with %s', (_what, broken, complaint) => {
    expect(broken).not.toBe(text);
    expect(problems(broken)).toContainEqual(expect.stringMatching(complaint));
  });
});
