/**
 * What nobody sees, and what makes a reader see something else than there is: marks that set the direction of text, signs
 * without width, separators of lines, tags. Texts of others may hold them; nothing of ours does.
 */
const MARKS =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
// Everything below U+0020 but tab and line feed, plus DEL and the C1 block: they can rewrite a reader's terminal.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Invisible marks as `\u202e` and the like. In a JSON document that is the same document, since they can stand in its texts
 * only. Sequences that tell a terminal what to do stay: this is for where what is shown is written out, as well.
 */
export function visibleMarks(text: string): string {
  return text.replace(MARKS, escaped);
}

/** The same for control characters: what a message may hold. Tabs and ends of lines stay. */
export function visible(text: string): string {
  return visibleMarks(text).replace(CONTROLS, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
