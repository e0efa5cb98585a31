export { HttpClient, type HttpOrder } from './http-client';
export { NetworkPolicy } from './network-policy';
