export { HttpClient, type HttpOrder } from './http-client';
export { LocalPolicy } from './local-policy';
export { NetworkPolicy } from './network-policy';
