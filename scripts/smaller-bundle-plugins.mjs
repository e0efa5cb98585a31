// What services would keep in memory without ever using it: sources are kept for as long as a process runs.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

// Drivers of databases that TypeORM knows and Packyard doesn't, each loaded to be looked for by its name.
const OTHER_DATABASES = /\/typeorm\/driver\/(?!postgres\/)[^/]+\/\w+(Driver|QueryRunner)\.js$/;
const FORMER_MS = 7 * 24 * 3600 * 1000;
// Zod's messages in some fifty languages: ours are English.
const OTHER_LANGUAGES = /\/zod\/v4\/locales\/index\.(cjs|js)$/;

export function withoutUnused() {
  return {
    name: 'without what is not used',
    load(id) {
      if (OTHER_DATABASES.test(id)) return `exports.${basename(id, '.js')} = class {};`;
      if (OTHER_LANGUAGES.test(id)) return `exports.en = require('./en.cjs').default;`;
      return undefined;
    },
  };
}

/** V8 takes two bytes for each character of a file that has one beyond Latin-1, and Node.js reads ASCII fastest. */
export function inAscii() {
  return {
    name: 'in ASCII',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') chunk.code = escaped(chunk.code, chunk.fileName);
    },
  };
}

/** Files of former builds, which would stay for ever. What a service that runs meanwhile still may load is newer. */
export function withoutFormer() {
  return {
    name: 'without former files',
    writeBundle({ dir }, bundle) {
      for (const entry of readdirSync(dir, { withFileTypes: true })) {
        const file = join(dir, entry.name);
        if (!entry.isFile() || entry.name in bundle) continue;
        if (Date.now() - statSync(file).mtimeMs > FORMER_MS) rmSync(file);
      }
    },
  };
}

// In strings, templates, regular expressions and names alike; a backslash before such a character says nothing.
function escaped(code, file) {
  if (/String\.raw`[^`]*[^\x00-\x7f]/.test(code)) throw new Error(`${file}: String.raw would show what is escaped`);
  return code.replace(/(\\*)([^\x00-\x7f])/g, (_all, slashes, character) => {
    const kept = slashes.length % 2 === 0 ? slashes : slashes.slice(1);
    return `${kept}\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
