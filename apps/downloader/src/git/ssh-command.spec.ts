import { sshCommand } from './ssh-command';

describe('how git calls ssh', () => {
  const place = { host: 'git.example', hostname: 'git.example', address: '192.0.2.7' };

  it("leaves it to the worker's user where the operator says nothing", () => {
    const PACKYARD_HOST_ACCESS = { 'other.example': { ssh_key_file: '/key' }, 'git.example': { authorization: 'x' } };
    expect(sshCommand(place, { PACKYARD_HOST_ACCESS })).toBe('ssh -oBatchMode=yes -oConnectTimeout=15');
  });

  it('leads to the address that was checked, and only to the host that has its key', () => {
    const PACKYARD_HOST_ACCESS = { 'git.example': { ssh_key_file: '/a key', known_hosts_file: "/it's/100%" } };
    const command = sshCommand({ ...place, host: 'git.example:2222' }, { PACKYARD_HOST_ACCESS });
    for (const option of [
      ' -F none ',
      ' -oStrictHostKeyChecking=yes ',
      ' -oHostName=192.0.2.7 ',
      ` '-oHostKeyAlias=[git.example]:2222' `,
      ` '-oIdentityFile="/a key"' `,
      ` '-oUserKnownHostsFile="/it'\\''s/100%%"' `,
    ]) {
      expect(command).toContain(option);
    }
  });
});
