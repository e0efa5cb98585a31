export { HttpClient } from './http-client';
export { NetworkPolicy } from './network-policy';
