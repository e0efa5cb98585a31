export { HttpClient } from './http-client';
export type { HttpSettings } from './http-connection';
export type { HttpOrder } from './http-order';
export { LocalPolicy } from './local-policy';
export { NetworkPolicy } from './network-policy';
export { untilAborted } from './until-aborted';
