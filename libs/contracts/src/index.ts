export * from './error-codes';
export * from './errors';
export * from './identifiers';
export * from './masking';
export * from './source';
export * from './stage-job';
export * from './stages';
export * from './statuses';
