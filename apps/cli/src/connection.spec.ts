import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES } from './cli-error';
import { findConnection, warningOf } from './connection';

describe('findConnection', () => {
  let folder: string;
  const home = () => join(folder, '.packyard');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packyard-cli-'));
    mkdirSync(join(home(), 'deeper/down'), { recursive: true });
    writeFileSync(join(home(), 'address'), 'http://127.0.0.1:9000\n');
    writeFileSync(join(home(), 'admin-token'), 'of-the-home\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds the nearest home upward from the folder, and says where it found what', () => {
    expect(findConnection({}, {}, join(home(), 'deeper/down'))).toEqual({
      url: 'http://127.0.0.1:9000',
      urlFrom: join(home(), 'address'),
      token: 'of-the-home',
      tokenFrom: join(home(), 'admin-token'),
      home: home(),
    });
  });

  it('takes options before variables, and variables before files', () => {
    const environment = { PACKYARD_URL: 'http://localhost:1', PACKYARD_TOKEN: 'of-the-variable' };
    expect(findConnection({}, environment, folder)).toMatchObject({
      url: 'http://localhost:1',
      token: 'of-the-variable',
    });
    const options = { apiUrl: 'http://localhost:2/', token: 'of-the-option' };
    expect(findConnection(options, environment, folder)).toMatchObject({
      url: 'http://localhost:2',
      token: 'of-the-option',
    });
  });

  it('tells an address that others chose no token but one that came with it, unless it is that of the own service', () => {
    const environment = { PACKYARD_URL: 'http://localhost:1', PACKYARD_TOKEN: 'of-the-variable' };
    const tokenAt = (apiUrl: string, options = {}) =>
      findConnection({ apiUrl, isUrlOfOthers: true, ...options }, environment, folder).token;
    for (const url of [
      'http://localhost:2',
      'http://localhost:1/other',
      'https://localhost:1',
      'http://127.0.0.1:9000',
    ]) {
      expect([url, tokenAt(url)]).toEqual([url, undefined]);
      expect([url, tokenAt(url, { home: home() })]).toEqual([url, undefined]);
    }
    expect(tokenAt('http://localhost:2', { token: 'that-came-along' })).toBe('that-came-along');
    expect(tokenAt('http://localhost:1/')).toBe('of-the-variable');
    expect(findConnection({ apiUrl: 'http://127.0.0.1:9000', isUrlOfOthers: true }, {}, folder).token).toBe(
      'of-the-home',
    );
  });

  it.each([
    [{ home: '/nope' }, {}, 'There is no home /nope, which --home names.'],
    [{}, { PACKYARD_HOME: '/nope' }, 'There is no home /nope, which PACKYARD_HOME names.'],
  ])('looks for no other service when the home %j %j is not there', (options, environment, message) => {
    const find = () => findConnection(options, environment, folder);
    expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.usage, message }));
    expect(findConnection({ ...options, apiUrl: 'http://localhost:1' }, environment, folder).token).toBeUndefined();
  });

  it.each([
    [{ apiUrl: 'https://other.example' }, { PACKYARD_HOME: 'named' }, undefined],
    [{ home: 'named' }, { PACKYARD_URL: 'https://other.example' }, undefined],
    [{ home: 'named', apiUrl: 'https://packyard.example' }, {}, 'of-the-home'],
    [{}, { PACKYARD_HOME: 'named', PACKYARD_URL: 'https://packyard.example' }, 'of-the-home'],
    [{ apiUrl: 'http://localhost:1' }, { PACKYARD_HOME: 'named' }, 'of-the-home'],
  ])('sends the token of a home that %j %j name only to the service that it is of', (options, environment, token) => {
    const named = (given: Record<string, string>) =>
      Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value === 'named' ? home() : value]));
    const found = findConnection(named(options), named(environment), folder);
    expect(found.token).toBe(token);
    if (token === undefined) expect(found.tokenFrom).toBe(`other.example is not the service of ${home()}`);
  });

  it('sends the token of a named home to the address that lies in it, however it was given', () => {
    writeFileSync(join(home(), 'address'), 'https://packyard.example\n');
    expect(findConnection({}, { PACKYARD_HOME: home() }, folder).token).toBe('of-the-home');
    const options = { apiUrl: 'https://packyard.example' };
    expect(findConnection(options, { PACKYARD_HOME: home() }, folder).token).toBe('of-the-home');
  });

  it('has who listens looked at wherever on this machine a home says that its service is', () => {
    const homeAt = (apiUrl: string) => findConnection({ home: home(), apiUrl }, {}, folder).home;
    const own = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    const addresses = own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
    for (const host of [
      '127.0.0.1',
      '0.0.0.0',
      '[::ffff:127.0.0.1]',
      '[::]',
      ...addresses.filter((address) => URL.canParse(`http://${address}`)),
    ])
      expect([host, homeAt(`http://${host}:1`)]).toEqual([host, home()]);
    expect(homeAt('http://192.0.2.1:1')).toBeUndefined();
  });

  it('reads the token from the file that a variable names', () => {
    const file = join(home(), 'admin-token');
    const elsewhere = { home: '/nowhere', apiUrl: 'http://localhost:1' };
    expect(findConnection(elsewhere, { PACKYARD_TOKEN_FILE: file }, folder).token).toBe('of-the-home');
  });

  it('does not send the token of a home that was only come across to a server elsewhere', () => {
    const options = { apiUrl: 'https://packyard.example.org' };
    expect(findConnection(options, {}, folder).token).toBeUndefined();
    expect(findConnection({ ...options, home: home() }, {}, folder).token).toBe('of-the-home');
  });

  it('does not send a given token to a server elsewhere that only such a home names', () => {
    writeFileSync(join(home(), 'address'), 'https://evil.example.org');
    const find = () => findConnection({}, { PACKYARD_TOKEN: 'mine' }, folder);
    expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.usage }));
    expect(find).toThrow('https://evil.example.org');
  });

  describe('in a home that was only come across, believes nothing that somebody else may have put there:', () => {
    const secret = () => join(folder, 'id_ed25519');
    const replace = (name: string, make: (path: string) => void) => {
      rmSync(join(home(), name), { recursive: true });
      make(join(home(), name));
    };
    const isRoot = process.geteuid?.() === 0;
    beforeEach(() => writeFileSync(secret(), 's3cr3t', { mode: 0o600 }));

    it.each<[string, () => void]>([
      ['a token that is a link to another file', () => replace('admin-token', (path) => symlinkSync(secret(), path))],
      ['an address that is a link', () => replace('address', (path) => symlinkSync(secret(), path))],
      ['a token that is a folder', () => replace('admin-token', (path) => mkdirSync(path))],
      ['a token that others may write', () => chmodSync(join(home(), 'admin-token'), 0o666)],
      ['an address that others may write', () => chmodSync(join(home(), 'address'), 0o646)],
      ['a folder that others may write', () => chmodSync(home(), 0o777)],
      [
        'a folder that is a link',
        () => {
          renameSync(home(), join(folder, 'elsewhere'));
          symlinkSync(join(folder, 'elsewhere'), home());
        },
      ],
    ])('%s', (_name, prepare) => {
      prepare();
      const find = () => findConnection({}, {}, folder);
      expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.usage }));
      expect(find).toThrow('nothing in it is used');
      expect(find).not.toThrow('s3cr3t');
      // Neither does a token of ours go to the address that it names.
      if (_name.includes('token')) return;
      expect(() => findConnection({}, { PACKYARD_TOKEN: 'mine' }, folder)).toThrow('nothing in it is used');
    });

    (isRoot ? it : it.skip).each<[string, () => string]>([
      ['a folder of another user', () => home()],
      ['an address of another user', () => join(home(), 'address')],
      ['a token of another user', () => join(home(), 'admin-token')],
    ])('%s', (_name, path) => {
      chownSync(path(), 65_534, 65_534);
      expect(() => findConnection({}, {}, folder)).toThrow('belongs to another user');
    });

    it('a foreign address, not even for the token that lies beside it', () => {
      writeFileSync(join(home(), 'address'), 'http://evil.example.org:8080');
      expect(() => findConnection({}, {}, folder)).toThrow('is of another machine: no token is sent there');
    });

    it('but uses it when it is named, or when all was said already', () => {
      chmodSync(home(), 0o777);
      expect(findConnection({ home: home() }, {}, folder).token).toBe('of-the-home');
      const said = { PACKYARD_URL: 'http://localhost:1', PACKYARD_TOKEN: 'mine' };
      expect(findConnection({}, said, folder)).toMatchObject({ url: 'http://localhost:1', token: 'mine' });
    });

    it('and does not mind a second name of a file of ours', () => {
      linkSync(join(home(), 'admin-token'), join(folder, 'second-name'));
      expect(findConnection({}, {}, folder).token).toBe('of-the-home');
    });
  });

  it.each([
    ['http://packyard.example.org:8080', 'mine', true],
    ['https://packyard.example.org', 'mine', false],
    ['http://packyard.example.org:8080', undefined, false],
    ['http://127.0.0.1:8080', 'mine', false],
    ['http://localhost:8080', 'mine', false],
    ['http://[::1]:8080', 'mine', false],
  ])('warns before a token goes over plain HTTP to another machine: %s with %s', (url, token, isWarned) => {
    const warning = warningOf({ url, urlFrom: '', token, tokenFrom: '' });
    expect(warning !== undefined).toBe(isWarned);
    expect(warning ?? '').not.toContain('mine');
  });

  it.each(['nonsense', 'ftp://h.example', 'http://me:s3cr3t@h.example'])('refuses the address %s', (apiUrl) => {
    const find = () => findConnection({ apiUrl }, {}, folder);
    expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.usage }));
    expect(find).not.toThrow('s3cr3t');
  });

  it('refuses a token that no header can hold, without repeating it', () => {
    const find = () => findConnection({ token: 's3cr3t\nx' }, {}, folder);
    expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.unauthorized }));
    expect(find).not.toThrow('s3cr3t');
  });
});
