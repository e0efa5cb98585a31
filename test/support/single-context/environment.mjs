import { LegacyFakeTimers, ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { ModuleMocker } from 'jest-mock';
import { restore, restoreShared } from './shared-state.mjs';

/** What a spec may change of its process, as it was: for the next spec. */
const snapshot = () => ({
  globals: Object.getOwnPropertyDescriptors(globalThis),
  env: { ...process.env },
  process: Object.getOwnPropertyDescriptors(process),
  directory: process.cwd(),
});

class SingleContextEnvironment extends NodeEnvironment {
  #before = snapshot();

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    await super.teardown();
    restore(globalThis, this.#before.globals);
    restore(process, this.#before.process);
    for (const name of Object.keys(process.env)) if (!(name in this.#before.env)) delete process.env[name];
    Object.assign(process.env, this.#before.env);
    process.chdir(this.#before.directory);
    restoreShared();
  }
}

// As Jest asks for it.
export { SingleContextEnvironment as default };
