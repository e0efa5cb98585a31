export { startTracing } from './start-tracing';
export {
  currentSpan,
  duringLaterSpan,
  failSpan,
  inSpan,
  type NewSpan,
  pastSpan,
  type Tracer,
  useTracer,
} from './tracer';
