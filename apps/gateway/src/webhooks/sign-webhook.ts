import { createHmac } from 'node:crypto';

export interface Message {
  id: string;
  body: string;
  /** When it is sent; in milliseconds. */
  now: number;
}

/** The headers of standardwebhooks.com: one signature for each secret, all of them over id, time and body. */
export function signWebhook({ id, body, now }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
