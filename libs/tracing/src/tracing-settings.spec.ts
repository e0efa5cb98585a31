import { readConfig, TracingConfig } from '@packyard/config';
import { tracingSettings } from './tracing-settings';

const settings = (environment: Record<string, string>) =>
  tracingSettings(readConfig(TracingConfig, environment), 'packyard-gateway');
const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

it.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http://collector:4318/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }, 'http://collector:4318/v1/traces'],
  [
    { ...COLLECTOR, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.org/in' },
    'https://traces.example.org/in',
  ],
])('sends traces where the standard variables %j say', (environment, url) => {
  expect(settings(environment)?.url).toBe(url);
});

it.each([{}, { ...COLLECTOR, OTEL_SDK_DISABLED: 'true' }, { ...COLLECTOR, OTEL_TRACES_EXPORTER: 'none' }])(
  'traces nothing with %j',
  (environment) => expect(settings(environment)).toBeUndefined(),
);

it('is called as the variables say, and brings the headers along', () => {
  const { resource, headers } =
    settings({
      ...COLLECTOR,
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=a%20b',
      OTEL_SERVICE_NAME: 'ours',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a=b, x-tenant = 1',
    }) ?? {};
  expect(resource).toMatchObject({ 'service.name': 'ours', 'deployment.environment.name': 'a b' });
  expect(headers).toEqual({ authorization: 'Bearer a=b', 'x-tenant': '1' });
});

it.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL: must be http\/json/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, /OTEL_EXPORTER_OTLP_ENDPOINT: must be an http/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' }, /OTEL_EXPORTER_OTLP_HEADERS: must be name=value pairs/],
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, /OTEL_TRACES_SAMPLER: must be one of always_on/],
  [{ OTEL_TRACES_SAMPLER_ARG: '2' }, /OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1/],
])('refuses %j in words, without the value', (environment, problem) => {
  expect(() => settings(environment)).toThrow(problem);
  expect(() => settings(environment)).not.toThrow(/hunter2/);
});
