import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import type { RunProgram } from '../build-in-scratch';
import type { Interpreter } from './python-interpreter';

const ASK = `
import json, os
try:
    import ensurepip
    folder = getattr(ensurepip, "_WHEEL_PKG_DIR", None) or os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
    wheels = [name for name in os.listdir(folder) if name.endswith(".whl")]
    wanted = getattr(ensurepip, "_PACKAGE_NAMES", None) or [name for name, *_ in getattr(ensurepip, "_PROJECTS", [("pip",)])]
    found = [{"name": name, "file": max(wheel for wheel in wheels if wheel.startswith(name + "-"))}
        for name in wanted if any(wheel.startswith(name + "-") for wheel in wheels)]
except (ImportError, OSError):
    folder, found = "", []
print(json.dumps({"folder": folder, "wheels": found}))
`;
const MAX_WHEELS = 10;
const Wheel = z.object({
  name: z.string().regex(/^\w[\w.-]{0,99}$/),
  file: z.string().regex(/^\w[\w.+-]{0,199}\.whl$/),
});
const Bundled = z.object({
  /** Absolute, as an option is not; empty where there is none. */
  folder: z.string().regex(/^(?:\/.{0,4000})?$/),
  wheels: z.array(Wheel).max(MAX_WHEELS),
});
export type BundledWheels = z.infer<typeof Bundled>;

const known = new Map<string, BundledWheels>();

/** The wheels that an interpreter brings along to put into new virtualenvs; none where a distribution took them out. */
export async function bundledWheels({ executable }: Interpreter, run: RunProgram): Promise<BundledWheels> {
  const before = known.get(executable);
  if (before !== undefined) return before;
  const { exitCode, stdout } = await run(executable, ['-I', '-c', ASK], { isQuiet: true });
  const bundled = exitCode === 0 ? read(stdout, executable) : { folder: '', wheels: [] };
  known.set(executable, bundled);
  return bundled;
}

/** An interpreter that was fetched is foreign code, and prints what it likes. */
function read(text: string, executable: string): BundledWheels {
  try {
    return Bundled.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${executable} does not say which wheels it brings along: ${text.trim().slice(0, 100)}`;
    const hint = 'Look whether this Python works on the worker.';
    throw new RejectedError('RUNTIME_NOT_FOUND', message, { hint, cause });
  }
}
