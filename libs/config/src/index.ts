export * from './fragments';
export * from './load-config';
export * from './log-config';
export * from './maintenance-config';
export * from './variables';
export * from './once-per-config';
export * from './sign-on-config';
export * from './tracing-config';
