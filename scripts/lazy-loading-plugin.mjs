// A program whose parts are loaded when they are used for the first time: most of what a command line could do, it does not.
const REQUIRED = /^(?:const|let) (\w+) = require\("([^"]+)"\);$/gm;

/** Of each file of a bundle: what it needs of others it loads when it needs it, and not when it is loaded itself. */
export function lazily() {
  return {
    name: 'lazily',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = withLazyFiles(chunk.code);
    },
  };
}

function withLazyFiles(code) {
  return [...code.matchAll(REQUIRED)].reduce(withLazyFile, code);
}

function withLazyFile(code, [line, name, path]) {
  const [before, after] = code.split(line);
  // A property of the same name is none of its uses, and what is spread is one.
  const used = new RegExp(`(?<![\\w$]|[^.]\\.)${name}(?![\\w$])(\\.?)`, 'g');
  // What is handed on as a whole has to be there, as what is made into a default export.
  if ([before, after].some((part) => [...part.matchAll(used)].some(([, dot]) => dot === ''))) return code;
  const loading = `let ${name}$loaded; const ${name} = () => (${name}$loaded ??= require("${path}"));`;
  // In brackets, since it may stand behind a `new`.
  return [before, after].map((part) => part.replace(used, `(${name}()).`)).join(loading);
}
