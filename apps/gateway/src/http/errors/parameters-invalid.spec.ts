import { z } from 'zod';
import { ParametersInvalid, parseRequest } from './parameters-invalid';
import { closestKnownName } from './closest-known-name';

jest.mock('./closest-known-name', () => ({ closestKnownName: jest.fn(() => 'known') }));

const MANY = 100_000;
const names = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`k${index}`, 1]));

function refusalOf(schema: z.ZodType, value: unknown): ParametersInvalid {
  try {
    parseRequest(schema, value);
  } catch (error) {
    if (error instanceof ParametersInvalid) return error;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('a number of a query that is none', () => {
  const Query = z.object({ page: z.coerce.number().int().optional() });

  it.each([
    ['abc', "expected a number, received 'abc'"],
    ['true', "expected a number, received 'true'"],
    [['1', '2'], 'expected one number, and it is given 2 times'],
    ['x'.repeat(500), `expected a number, received '${'x'.repeat(100)}…'`],
  ])('is told as it was given: %j', (page, message) => {
    expect(() => parseRequest(Query, { page })).toThrow(
      expect.objectContaining({ problems: [{ path: 'page', message }] }) as Error,
    );
  });
});

describe('one of many names that is none', () => {
  const names = Array.from({ length: 90 }, (_unused, index) => `event.${index}`);

  it('is told as it was given, with some of those that are known', () => {
    const { problems } = refusalOf(z.object({ events: z.array(z.enum(names)) }), { events: ['event.1', 'nope'] });
    const message = "expected one of 90 names such as 'event.0', 'event.1', 'event.2', received 'nope'";
    expect(problems).toEqual([{ path: 'events.1', message }]);
  });
});

describe('a request with more problems than anybody reads', () => {
  afterEach(() => jest.mocked(closestKnownName).mockClear());

  it.each<[string, z.ZodType, unknown]>([
    ['unknown names', z.strictObject({ known: z.string().optional() }), names(MANY)],
    ['wrong elements', z.array(z.string()), Array.from({ length: MANY }, () => 1)],
    ['wrong values', z.record(z.string(), z.string()), names(MANY)],
  ])('is told the first %s, and how many there are', (_what, schema, value) => {
    const { problems, message } = refusalOf(schema, value);
    expect(problems).toHaveLength(50);
    expect(message).toMatch(/; and 99950 more$/);
    expect(message.length).toBeLessThan(4000);
    // Names that are looked for cost time, each of them.
    expect(jest.mocked(closestKnownName).mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('is told no more of a name or a value than can be shown', () => {
    const { message } = refusalOf(z.strictObject({}), { ['x'.repeat(MANY)]: 1 });
    expect(message.length).toBeLessThan(1000);
  });
});
