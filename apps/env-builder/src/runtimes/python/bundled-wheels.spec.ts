import type { RunProgram } from '../build-in-scratch';
import { bundledWheels } from './bundled-wheels';
import type { Interpreter } from './python-interpreter';

const PIP = { name: 'pip', file: 'pip-24.0-py3-none-any.whl' };
let count = 0;

describe('what an interpreter says of the wheels that it brings along', () => {
  it('is taken when it reads like wheels', async () => {
    const said = { folder: '/opt/python/lib/ensurepip/_bundled', wheels: [PIP] };
    expect(await saying(said)).toEqual(said);
    expect(await saying({ folder: '', wheels: [] })).toEqual({ folder: '', wheels: [] });
  });

  it.each([
    ['a name that is a pattern', { folder: '/x', wheels: [{ ...PIP, name: '(?:a|aa)+b' }] }],
    ['a name that is an option', { folder: '/x', wheels: [{ ...PIP, name: '--python=/bin/sh' }] }],
    ['a file that is elsewhere', { folder: '/x', wheels: [{ ...PIP, file: '../../pip.whl' }] }],
    ['a file that is no wheel', { folder: '/x', wheels: [{ ...PIP, file: 'pip.tar.gz' }] }],
    ['a folder that is an option', { folder: '--config-file=x', wheels: [PIP] }],
    ['more than any has', { folder: '/x', wheels: Array.from({ length: 11 }, () => PIP) }],
    ['no JSON', 'none'],
  ])('is refused when it is %s', async (_what, said) => {
    await expect(saying(said)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining('does not say which wheels it brings along'),
    });
  });
});

function saying(said: unknown) {
  const stdout = typeof said === 'string' ? said : JSON.stringify(said);
  const run = (() => Promise.resolve({ exitCode: 0, stdout, stderr: '' })) as unknown as RunProgram;
  return bundledWheels({ executable: `/python-${count++}` } as Interpreter, run);
}
