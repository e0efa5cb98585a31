import { HostCertificates } from './host-certificates';

describe('certificates of hosts that the proxy answers for', () => {
  it('are kept for those that were asked for last, however many requests name', async () => {
    const certificates = new HostCertificates();
    const often = certificates.contextFor('often.example');
    const once = certificates.contextFor('once.example');
    for (let host = 0; host < 200; host += 1) {
      await certificates.contextFor(`host-${host}.example`);
      expect(certificates.contextFor('often.example')).toBe(often);
    }
    expect(certificates.contextFor('once.example')).not.toBe(once);
    await certificates.contextFor('once.example');
  });
});
