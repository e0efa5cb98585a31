import type { RuntimeName } from '@packyard/contracts';
import type { Runtime } from './runtime';

/** Every runtime that environments can be built for. */
export class Runtimes {
  constructor(private readonly runtimes: Readonly<Record<RuntimeName, Runtime>>) {}

  of(name: RuntimeName): Runtime {
    return this.runtimes[name];
  }
}
