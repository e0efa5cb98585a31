import { PythonCache } from '../runtimes/python/python-cache';
import { PythonProvider } from '../runtimes/python/python-provider';
import { UvTool } from '../runtimes/python/uv-tool';

const noUv = new UvTool({ setting: 'off', toolsFolder: '/nowhere' });

/** The Pythons of the machine and no other. */
export const machinePython = new PythonProvider(noUv, new PythonCache('/nowhere'), false);
