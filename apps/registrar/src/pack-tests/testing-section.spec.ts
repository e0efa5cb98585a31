import { readTestingSection } from './testing-section';

describe("a manifest's part on tests", () => {
  it('with very many mistakes is refused with the first of them', () => {
    const runners = Object.fromEntries(Array.from({ length: 20_000 }, (_one, index) => [`r${index}`, {}]));
    const refused = () => readTestingSection({ runners });
    expect(refused).toThrow(/^The manifest's tests are not well described: testing\.runners\.r0\.type: /);
    expect(refused).toThrow(/testing\.runners\.r19\.type: [^;]+; and 19980 more\.$/);
  });
});
