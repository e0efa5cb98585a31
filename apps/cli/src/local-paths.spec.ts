import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { withLocalPaths } from './local-paths';

describe('paths in parameters', () => {
  it.each([
    ['./x', resolve('x')],
    ['../x', resolve('../x')],
    ['.', resolve('.')],
    ['..', resolve('..')],
    ['./a/../b', resolve('b')],
    ['~/x', `${homedir()}/x`],
    ['x', 'x'],
    ['x/y', 'x/y'],
    ['.hidden', '.hidden'],
    ['/x', '/x'],
    ['~ada/x', '~ada/x'],
    ['https://h/../x', 'https://h/../x'],
    ['file:./x', 'file:./x'],
    [3, 3],
  ])('%j means %j', (given, meant) => {
    expect(withLocalPaths({ packs: [given], pack_paths: ['a', given], destination_dir: given })).toEqual({
      packs: [meant],
      pack_paths: ['a', meant],
      destination_dir: meant,
    });
  });

  it('leaves what is no path alone', () => {
    const others = { ref_spec: './x', api_token: '../x', timeout: 3, pack_paths: './x' };
    expect(withLocalPaths(others)).toEqual(others);
  });
});
