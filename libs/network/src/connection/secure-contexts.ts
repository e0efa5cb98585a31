import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { HostTls } from './host-access';

// Operators name few hosts; files that are renewed now and then leave some behind.
const MAX_KEPT = 20;

const kept = new Map<string, SecureContext>();

/**
 * As an option of a connection. The same texts have the same context: of the well-known authorities and one more, it takes six milliseconds of the event loop to be
 * made, and a download may need ten connections. Nothing where there is nothing of one's own, for which Node.js has one.
 * @throws when a text is none that OpenSSL can read
 */
export function secureContextFor({ ca, cert, key }: HostTls): { secureContext?: SecureContext } {
  if (ca === undefined && cert === undefined && key === undefined) return {};
  const name = createHash('sha256')
    .update(JSON.stringify([ca, cert, key]))
    .digest('base64');
  const context = kept.get(name) ?? createSecureContext({ ca, cert, key });
  kept.delete(name);
  kept.set(name, context);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return { secureContext: context };
}
