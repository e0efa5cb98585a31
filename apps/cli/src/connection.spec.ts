import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES } from './cli-error';
import { findConnection } from './connection';

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

  it.each([
    [{ home: '/nope' }, {}, 'There is no home /nope, which --home names.'],
    [{}, { PACKYARD_HOME: '/nope' }, 'There is no home /nope, which PACKYARD_HOME names.'],
  ])('looks for no other service when the home %j %j is not there', (options, environment, message) => {
    const find = () => findConnection(options, environment, folder);
    expect(find).toThrow(expect.objectContaining({ exitCode: EXIT_CODES.usage, message }));
    expect(findConnection({ ...options, apiUrl: 'http://localhost:1' }, environment, folder).token).toBeUndefined();
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
