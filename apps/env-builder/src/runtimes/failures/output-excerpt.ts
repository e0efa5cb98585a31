const LINES_SHOWN = 6;
const TELLING = /^(ERROR|error|cause|hint|fatal|npm):|^×|ERR_PNPM/i;

/** The lines that matter of an output that nobody understands, else its last ones. */
export function outputExcerpt(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = [...new Set(lines.filter((line) => TELLING.test(line)))];
  const shown = (telling.length > 0 ? telling : lines).slice(-LINES_SHOWN);
  return shown.map((line) => line.slice(0, 300)).join(' / ') || 'it printed nothing';
}
