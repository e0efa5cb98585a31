/** What npm had to say, each line with `npm: ` in front. Behind what is wrong it explains how it is used: that is left out. */
export function npmMessages(output: string): string {
  const said = output.replace(/^npm (?:error|ERR!) ?/gm, 'npm: ');
  return said.replace(/^npm: (?:Clean install a project|Usage:)[\s\S]*/m, '');
}
