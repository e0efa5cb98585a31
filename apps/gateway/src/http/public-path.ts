/** The path that a proxy has the service below, without a slash at its end: nothing, or `/packyard` of `https://tools.example.org/packyard/`. */
export function publicPath(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/(?<!\/)\/+$/, '');
}
