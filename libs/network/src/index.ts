export { HttpClient, type HttpOrder } from './http-client';
export { NetworkModule } from './network.module';
export { NetworkPolicy } from './network-policy';
