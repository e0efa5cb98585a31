import { styleFor } from '../progress/style';
import { printable } from './printable';

// Clears the screen, fills the clipboard, the short form of the first half, rings, goes back, a title.
const HOSTILE = 'a\u001b[2J\u001b]52;c;eA==\u0007\u009b2J\rb\u0008\u001b]0;x\u001b\\';
const { green, red, yellow, dim, bold } = styleFor(true);

describe('what is printed', () => {
  it.each([true, false])('holds no sequence of others, with colours: %s', (hasColor) => {
    expect(printable(HOSTILE, hasColor)).toBe(
      String.raw`a\u001b[2J\u001b]52;c;eA==\u0007\u009b2J\u000db\u0008\u001b]0;x\u001b` + '\\',
    );
    expect(printable('first\tcolumn\nsecond line', hasColor)).toBe('first\tcolumn\nsecond line');
  });

  it('keeps all colours and weights of ours, where there are any', () => {
    const text = [green, red, yellow, dim, bold].map((paint) => paint('x')).join(' ');
    expect(printable(text, true)).toBe(text);
    expect(printable(text, false)).not.toContain('\u001b');
  });

  it('is the same JSON document', () => {
    const document = JSON.stringify({ 'key\u009b\u007f': 'value\u0085' }, null, 2);
    expect(JSON.parse(printable(document, false))).toEqual(JSON.parse(document));
    expect(printable(document, false)).not.toMatch(/[\u007f-\u009f]/);
  });
});
