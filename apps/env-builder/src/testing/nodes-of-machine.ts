import { KeptNodes } from '../runtimes/nodejs/kept-nodes';
import { NodeProvider } from '../runtimes/nodejs/node-provider';

/** The Node.js of the machine and no other. */
export const nodesOfMachine = new NodeProvider(new KeptNodes('/nowhere'), false);
