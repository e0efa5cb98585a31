import fc from 'fast-check';
import { parseInput } from './action-run/parse-input';
import { CliError } from './cli-error';
import { withLocalPaths } from './local-paths';
import { typedParameters } from './typed-parameters';

const word = fc.constantFrom(
  'packs',
  'timeout',
  'verify_ssl',
  '__proto__',
  '=',
  "'",
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  '\\',
  '\n',
  '1',
  'é',
  ' ',
);
const words = fc.oneof(
  fc.string(),
  fc.array(word, { maxLength: 12 }).map((parts) => parts.join('')),
);
const SCHEMA = {
  properties: { packs: { type: 'array' }, timeout: { type: 'integer' }, verify_ssl: { type: 'boolean' }, ref_spec: {} },
};

/** Either an answer, or an error that says what is wrong: anything else would be shown as a failure of our own. */
function answers(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    return error instanceof CliError && error.message !== '' && !/undefined|\[object/.test(error.message);
  }
}

it('parameters of a command line are read, or refused in words', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 4 }), fc.option(words, { nil: undefined }), (param, paramsJson) => {
      const given = paramsJson === undefined ? { param } : { param: [], paramsJson };
      expect(answers(() => withLocalPaths(typedParameters({ ref: 'core.x', param_schema: SCHEMA }, given)))).toBe(true);
    }),
  );
});

it('standard input of an entry point is read whatever it is', () => {
  fc.assert(
    fc.property(words, (text) => {
      expect(answers(() => withLocalPaths(parseInput(Buffer.from(text))))).toBe(true);
    }),
  );
});
