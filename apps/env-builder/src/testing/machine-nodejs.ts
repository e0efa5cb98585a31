import { NodejsCache } from '../runtimes/nodejs/nodejs-cache';
import { NodejsProvider } from '../runtimes/nodejs/nodejs-provider';

/** The Node.js of the machine and no other. */
export const machineNodejs = new NodejsProvider(new NodejsCache('/nowhere'), false);
