import { rootCertificates } from 'node:tls';
import type { HostTls } from './host-access';
import { secureContextFor } from './secure-contexts';

describe('what TLS trusts', () => {
  const secureContextOf = (tls: HostTls) => secureContextFor(tls).secureContext;
  const [first = '', second = ''] = rootCertificates;

  it('is made once for the same texts, and anew when one of them was renewed', () => {
    const context = secureContextOf({ ca: [first] });
    expect(secureContextOf({ ca: [first] })).toBe(context);
    expect(secureContextOf({ ca: [second] })).not.toBe(context);
    expect(secureContextOf({ ca: [first, second] })).not.toBe(context);
  });

  it('is what Node.js has where nothing is added', () => expect(secureContextOf({})).toBeUndefined());

  it('is forgotten when many others were made since', () => {
    const context = secureContextOf({ ca: [first] });
    for (const other of rootCertificates.slice(2, 40)) secureContextOf({ ca: [other] });
    expect(secureContextOf({ ca: [first] })).not.toBe(context);
  });

  it('says what is no certificate each time', () => {
    for (let time = 0; time < 2; time += 1) expect(() => secureContextOf({ cert: 'x', key: 'y' })).toThrow('PEM');
  });
});
