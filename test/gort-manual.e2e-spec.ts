import { mkdirSync, writeFileSync } from 'node:fs';
import { BundleDriver } from './support/bundle-driver';
import { INSTALL_HELP, MINIMAL_CONFIG, UNINSTALL_HELP } from './support/bundle-manual';
import { TestFixture } from './support/test-fixture';

/**
 * The user's manual, section by section, its commands typed in order with `packyard` in place of `gort`. Where the text
 * contradicts itself: `Name: gort` is a slip for the name that was asked for, and the second `Uninstalled date 0.0.1`
 * is one line too many. Its sessions show nothing below `install`, `enable` and `disable NAME VERSION`; what Gort prints there
 * on standard output is printed here.
 */
describe('15. Managing Bundles', () => {
  const fixture = new TestFixture();
  const driver = new BundleDriver(fixture);

  beforeAll(async () => {
    await fixture.start();
    driver.start();
  });

  const $ = async (command: string) => {
    const { stdout, stderr, code } = await driver.type(command);
    if (code !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout;
  };
  const $fails = async (command: string) => {
    const { stdout, stderr, code } = await driver.type(command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };

  const aConfig = (name: string, version: string, permissions = '') =>
    driver.write(
      `${name}-${version}.yaml`,
      `---\ngort_bundle_version: 1\n\nname: ${name}\nversion: ${version}\ndescription: My bundle\n${permissions}commands:\n  date:\n    executable: [ /bin/date ]\n    rules:\n      - allow\n`,
    );

  describe('15.2. Installing Bundles', () => {
    it('explains itself', async () => {
      const help = await $('gort bundle install --help');
      expect(help.startsWith(INSTALL_HELP)).toBe(true);
    });
  });

  describe('15.3. The Bundle Configuration File', () => {
    it('installs the minimal config, disabled', async () => {
      driver.write('my_bundle.yml', MINIMAL_CONFIG);
      expect(await $('gort bundle install my_bundle.yml')).toBe('Bundle "my_bundle" installed.\n');
      expect(await $('gort bundle versions my_bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy_bundle   0.0.1      Disabled\n',
      );
    });
  });

  describe('15.4. Enabling and Disabling Bundle Versions', () => {
    it('begins with one enabled version', async () => {
      aConfig('my-bundle', '1.0.0');
      aConfig('my-bundle', '2.0.0');
      await $('gort bundle install my-bundle-1.0.0.yaml');
      await $('gort bundle enable my-bundle 1.0.0');
      expect(await $('go run . bundle versions my-bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy-bundle   1.0.0      Enabled\n',
      );
    });

    it('installs another version beside it', async () => {
      expect(await $('gort bundle install my-bundle-2.0.0.yaml')).toBe('Bundle "my-bundle" installed.\n');
      expect(await $('gort bundle versions my-bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy-bundle   1.0.0      Enabled\nmy-bundle   2.0.0      Disabled\n',
      );
      expect(await $('gort bundle info my-bundle')).toBe(
        'Name: my-bundle\nVersions: 1.0.0, 2.0.0\nStatus: Enabled\nEnabled Version: 1.0.0\nCommands: date\nPermissions:\n',
      );
    });

    it('switches to the new version', async () => {
      expect(await $('gort bundle enable my-bundle 2.0.0')).toBe('Bundle "my-bundle" version 2.0.0 enabled.\n');
      expect(await $('gort bundle versions my-bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy-bundle   1.0.0      Disabled\nmy-bundle   2.0.0      Enabled\n',
      );
    });

    it('and back', async () => {
      expect(await $('gort bundle enable my-bundle 1.0.0')).toBe('Bundle "my-bundle" version 1.0.0 enabled.\n');
      expect(await $('gort bundle versions my-bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy-bundle   1.0.0      Enabled\nmy-bundle   2.0.0      Disabled\n',
      );
    });
  });

  describe('15.5. Uninstalling Bundles and Bundle Versions', () => {
    it('explains itself', async () => {
      const help = await $('gort bundle uninstall --help');
      expect(help.startsWith(UNINSTALL_HELP)).toBe(true);
    });

    it('15.5.1. refuses to uninstall an enabled version', async () => {
      aConfig('date', '0.0.1');
      aConfig('date', '0.1.0');
      await $('gort bundle install date-0.0.1.yaml');
      await $('gort bundle install date-0.1.0.yaml');
      await $('gort bundle enable date 0.1.0');
      expect(await $fails('gort bundle uninstall date 0.1.0')).toBe(
        'Usage: packyard bundle uninstall [OPTIONS] NAME [VERSION]\n\nError: Invalid value for "version": Cannot uninstall enabled version. Please disable the bundle first\n',
      );
    });

    it('uninstalls a version that was disabled', async () => {
      aConfig('my_bundle', '0.1.0');
      await $('gort bundle install my_bundle-0.1.0.yaml');
      await $('gort bundle enable my_bundle 0.1.0');
      expect(await $('gort bundle disable my_bundle 0.1.0')).toBe('Bundle "my_bundle" version 0.1.0 disabled.\n');
      expect(await $('gort bundle uninstall my_bundle 0.1.0')).toBe('Uninstalled my_bundle 0.1.0\n');
    });

    it('15.5.2. uninstalls all versions when it is told to, once nothing is enabled', async () => {
      expect(await $fails('gort bundle uninstall date')).toBe(
        "Error: Can't uninstall without specifying a version, or --incompatible, --all, --clean\n",
      );
      expect(await $fails('gort bundle uninstall date --all')).toBe(
        'Usage: packyard bundle uninstall [OPTIONS] NAME [VERSION]\n\nError: date 0.1.0 is currently enabled. Please disable the bundle first.\n',
      );
      expect(await $('gort bundle disable date')).toBe('Disabled date\n');
      expect(await $('gort bundle uninstall date --all')).toBe('Uninstalled date 0.0.1\nUninstalled date 0.1.0\n');
      expect(await $fails('gort bundle versions date')).toMatch(/^Error: Bundle 'date' not found\n/);
    });
  });

  describe('what the manual promises besides', () => {
    it('uninstalls all disabled versions with --clean', async () => {
      expect(await $('gort bundle uninstall my-bundle --clean')).toBe('Uninstalled my-bundle 2.0.0\n');
      expect(await $('gort bundle uninstall my-bundle -c')).toBe('Nothing to uninstall\n');
      expect(await $fails('gort bundle uninstall my-bundle 1.0.0 --clean')).toBe(
        'Error: Do not give a version if using --incompatible, --all, --clean\n',
      );
    });

    it('restores permissions and rules by installing again', async () => {
      aConfig('kept', '1.0.0', 'permissions: [use]\n');
      await $('gort bundle install kept-1.0.0.yaml --enable');
      const before = await $('gort bundle info kept');
      await $('gort bundle disable kept');
      await $('gort bundle uninstall kept --all');
      await $('gort bundle install kept-1.0.0.yaml --enable');
      expect(await $('gort bundle info kept')).toBe(before);
      expect(before).toContain('Permissions: use');
    });

    it('installs from standard input and from a URL', async () => {
      aConfig('piped', '1.0.0');
      await $('gort bundle install - < piped-1.0.0.yaml');
      mkdirSync(fixture.path('www/configs'), { recursive: true });
      const fetched = MINIMAL_CONFIG.replace('my_bundle', 'fetched');
      writeFileSync(fixture.path('www/configs/config.yaml'), fetched);
      await $(`gort bundle install ${fixture.files.url}/configs/config.yaml`);
      expect(await $('gort bundle versions fetched')).toContain('fetched     0.0.1      Disabled');
      expect(await $('gort bundle list -v')).toBe(
        [
          'BUNDLE      ENABLED   INSTALLED VERSIONS',
          'fetched     -         0.0.1',
          'kept        1.0.0     1.0.0',
          'my-bundle   1.0.0     1.0.0',
          'my_bundle   -         0.0.1',
          'piped       -         1.0.0',
          '',
        ].join('\n'),
      );
    });

    it('says that a version is there already, and replaces it by force', async () => {
      expect(await driver.type('gort bundle install my_bundle.yml')).toEqual({
        stdout: 'Bundle "my_bundle" was installed already.\n',
        stderr: '',
        code: 0,
      });
      driver.write('other.yml', MINIMAL_CONFIG.replace('My bundle', 'Mine'));
      expect(await driver.type('gort bundle install other.yml')).toMatchObject({
        code: 1,
        stderr: 'Error: bundle "my_bundle" already exists at version 0.0.1. Use --force to force install\n',
      });
      await $('gort bundle install other.yml --force');
      expect(await $('gort bundle yaml my_bundle 0.0.1')).toContain('description: Mine');
    });
  });

  it('says on standard output what it installed and enabled, as Gort does', async () => {
    aConfig('told', '1.0.0');
    aConfig('told', '2.0.0');
    expect(await driver.type('gort bundle install told-1.0.0.yaml')).toEqual({
      code: 0,
      stdout: 'Bundle "told" installed.\n',
      stderr: '',
    });
    expect(await driver.type('gort bundle install told-2.0.0.yaml --enable')).toEqual({
      code: 0,
      stdout: 'Bundle "told" installed.\nBundle "told" version 2.0.0 enabled.\n',
      stderr: '',
    });
    mkdirSync(fixture.path('driver/folder'), { recursive: true });
    driver.write('folder/bundle.yaml', MINIMAL_CONFIG.replace('my_bundle', 'in-folder'));
    expect(await driver.type('gort bundle install folder --enable')).toEqual({
      code: 0,
      stdout: 'Bundle "in-folder" installed.\nBundle "in-folder" version 0.0.1 enabled.\n',
      stderr: '',
    });
  });

  describe('incompatible versions', () => {
    it('are shown, were disabled, can not be enabled, and are uninstalled with -x', async () => {
      const home = fixture.path('home-of-two');
      const { url: databaseUrl } = await fixture.anotherDatabase();
      const start = async (formats: string) => {
        const service = await fixture.start({ home, databaseUrl, environment: { PACKYARD_BUNDLE_FORMATS: formats } });
        driver.start(home);
        return service;
      };
      const former = await start('1,2');
      driver.write('old.yml', MINIMAL_CONFIG.replace('gort_bundle_version: 1', 'gort_bundle_version: 2'));
      await $('gort bundle install old.yml --enable');
      await former.stop();

      await start('1');
      expect(await $('gort bundle versions my_bundle')).toBe(
        'BUNDLE      VERSION    STATUS\nmy_bundle   0.0.1      Incompatible\n',
      );
      expect(await $('gort bundle info my_bundle')).toBe(
        'Name: my_bundle\nVersions: 0.0.1\nStatus: Incompatible\nNote: its gort_bundle_version is 2, and this server supports 1\n',
      );
      expect(await $('gort bundle info my_bundle 0.0.1')).toContain(
        'Note: its gort_bundle_version is 2, and this server supports 1\n',
      );
      expect((await driver.type('gort bundle enable my_bundle 0.0.1')).stderr).toContain(
        "my_bundle 0.0.1 can't be enabled: its gort_bundle_version is 2, and this server supports 1.",
      );
      expect(await $('packyard generations --limit 1')).toContain('was disabled when the server started, because');
      expect(await $('gort bundle uninstall my_bundle -x')).toBe('Uninstalled my_bundle 0.0.1\n');
    });
  });
});
