import { publicPath } from './public-path';

describe('the path that a proxy has the service below', () => {
  it.each([
    [undefined, ''],
    ['https://packyard.example.org', ''],
    ['https://packyard.example.org/', ''],
    ['https://tools.example.org/packyard', '/packyard'],
    ['https://tools.example.org/of/all/packyard//', '/of/all/packyard'],
  ])('of %s is "%s"', (url, path) => expect(publicPath(url)).toBe(path));
});
