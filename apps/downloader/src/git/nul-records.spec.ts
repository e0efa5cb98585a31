import fc from 'fast-check';
import { NulRecords, textOf } from './nul-records';

describe('what git writes with -z', () => {
  it('comes to the same records wherever it is cut', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\u00e4', '\u{1f9f6}') }), { maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(60), { maxLength: 5 }), (records, cuts) => {
        const written = Buffer.from(records.map((text) => `${text}\0`).join(''));
        const at = [0, ...cuts.sort((a, b) => a - b), written.length];
        const cutter = new NulRecords();
        const cut = at.slice(1).flatMap((end, index) => cutter.cut(written.subarray(at[index], end)));
        expect(cut.map(textOf)).toEqual(records);
        expect(cutter.rest).toBe('');
      }),
    );
  });
});
