import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { UnavailableError } from '@packyard/contracts';
import type { HostTls } from './host-access';

// Operators name few hosts; files that are renewed now and then leave some behind.
const MAX_KEPT = 20;

const kept = new Map<string, SecureContext>();

/**
 * As an option of a connection. The same texts have the same context: of the well-known authorities and one more, it takes six
 * milliseconds of the event loop to be made, and a download may need ten connections. Nothing where there is nothing of one's own,
 * for which Node.js has one.
 * @throws UnavailableError SOURCE_UNAVAILABLE when OpenSSL can't read a text, or a key is that of another certificate
 */
export function secureContextFor(tls: HostTls): { secureContext?: SecureContext } {
  const { ca, cert, key } = tls;
  if (ca === undefined && cert === undefined && key === undefined) return {};
  const name = createHash('sha256')
    .update(JSON.stringify([ca, cert, key]))
    .digest('base64');
  const context = kept.get(name) ?? made(tls);
  kept.delete(name);
  kept.set(name, context);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return { secureContext: context };
}

/** While they are being renewed, the new certificate and the old key may be there for a moment. */
function made(tls: HostTls): SecureContext {
  try {
    return createSecureContext(tls);
  } catch (cause) {
    throw new UnavailableError(
      'SOURCE_UNAVAILABLE',
      `What TLS is to use beside the usual can't be used: ${(cause as Error).message}.`,
      {
        hint: 'Look at the PEM files that PACKYARD_CA_FILE and PACKYARD_HOST_ACCESS name: a key has to be that of its certificate.',
        cause,
      },
    );
  }
}
