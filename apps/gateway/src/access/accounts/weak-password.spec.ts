import { assertNotWeak } from './weak-password';

describe('a password', () => {
  it.each([
    'p',
    '1234567',
    'password',
    'Password1!',
    'qwertyuiop',
    '12345678',
    'aaaaaaaaaa',
    'abababab',
    'changeme123',
    '1qaz2wsx',
    'Michelle',
    'starwars77!',
    'ka12rm12',
    '193570356033',
    'ada',
    'Ada12345',
    'adaadaad1'.slice(0, 7),
  ])('must not be %s', async (password) => {
    await expect(assertNotWeak(password, 'ada')).rejects.toThrow(
      expect.objectContaining({ code: 'PARAMETERS_INVALID' }),
    );
  });

  it.each(['correct horse', 'secret of ada', 'aP9$x,7q', 'ünïcödé wörds', 'x'.repeat(3) + 'y7' + 'z'.repeat(300)])(
    'may be %s',
    (password) => expect(assertNotWeak(password, 'ada')).resolves.toBeUndefined(),
  );
});
