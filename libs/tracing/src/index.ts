export { startTracing } from './start-tracing';
export { beginSpan, currentSpan, duringSpan, failSpan, inSpan, pastSpan } from './tracer';
