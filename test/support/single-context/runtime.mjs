import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { compileFunction } from 'node:vm';
import JestRuntime from 'jest-runtime';
import { noteLoaded } from './shared-state.mjs';

const PACKAGES = `${sep}node_modules${sep}`;
/** Of each file what was compiled of which source: it holds nothing of who runs it, so the next spec need not compile it. */
const compiled = new Map();

/**
 * Jest's runtime, except that a package is loaded once for each of Jest's processes, by Node.js itself, and not once for each
 * spec: TypeORM, NestJS and BullMQ take one to two seconds each time. Code of this repository is loaded anew for each spec, as ever.
 */
class SingleContextRuntime extends JestRuntime {
  #parameters;

  constructor(...options) {
    super(...options);
    this.#parameters = this.executor.injectedModuleParameters;
    // Packages and specs must agree on what an Error or an Array is: no context of its own.
    this.executor.compile = (source, filename) =>
      this._environment.getVmContext() === null ? null : this.#compiled(source, filename);
  }

  #compiled(source, filename) {
    const former = compiled.get(filename);
    if (former?.source === source) return former.run;
    const run = compileFunction(source, this.#parameters, {
      filename,
      importModuleDynamically: (specifier) => import(createRequire(filename).resolve(specifier)),
    });
    compiled.set(filename, { source, run });
    return run;
  }

  requireModule(from, name, options, isActual) {
    if (name !== undefined && options?.isInternalModule !== true && !this._resolution.isCoreModule(name)) {
      const path = this._resolution.resolveCjs(from, name);
      if (path.includes(PACKAGES)) {
        const loaded = createRequire(from)(path);
        noteLoaded(path);
        return loaded;
      }
    }
    return super.requireModule(from, name, options, isActual);
  }
}

export { SingleContextRuntime as 'module.exports' };
