export * from './setting-schemas';
export * from './load-config';
export * from './log-config';
export * from './maintenance-config';
export * from './setting-types';
export * from './once-per-config';
export * from './sign-on-config';
export * from './tracing-config';
