import { KeptPythons } from '../runtimes/python/kept-pythons';
import { PythonProvider } from '../runtimes/python/python-provider';
import { UvTool } from '../runtimes/python/uv-tool';

const noUv = new UvTool({ setting: 'off', toolsFolder: '/nowhere' });

/** The Pythons of the machine and no other. */
export const pythonsOfMachine = new PythonProvider(noUv, new KeptPythons('/nowhere'), false);
