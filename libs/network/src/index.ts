export { DownloadCache } from './download/download-cache';
export type { Downloaded } from './download/download';
export { HttpClient } from './http-client';
export type { HttpSettings } from './http-connection';
export type { HttpOrder } from './http-order';
export { NetworkModule } from './network.module';
export { NetworkPolicy } from './network-policy';
export { untilAborted } from './until-aborted';
