import type { Socket } from 'node:net';
import { IdentityProvider } from '../../apps/gateway/src/access/sign-on/identity-provider';
import { startRawServer } from '@packyard/testing';
import { closedPort, type Place } from './download-faults';
import type { ExternalScenario, ExternalCall } from './external-calls';

const SLOW_MS = 300;
const MAX_SECONDS = 1;
const NO_SIGNAL = 'nobody can give it up: each answer has a limit of its own';
const UNREADY = /^NOT_READY The identity provider at http:\/\/127\.0\.0\.1:\d+ does not answer/;

type Answer = (socket: Socket, content: string) => void;

const whole: Answer = (socket, content) => socket.end(headOf(content) + content);
const half: Answer = (socket, content) => socket.write(headOf(content) + content.slice(0, -9));

/** Finding the provider, or, where `answer` is for that, asking it for a device code afterwards. */
const asked = (what: 'found' | 'asked', answer: Answer, ends: RegExp) => async (): Promise<ExternalScenario> => {
  const place = await startRawServer((socket, head) => {
    const isSearch = head.startsWith('GET /.well-known/openid-configuration ');
    const respond = isSearch === (what === 'found') ? answer : whole;
    respond(socket, JSON.stringify(isSearch ? metadataOf(`http://${hostOf(head)}`) : DEVICE));
  });
  return { ...at(place, what), ends };
};

const at = ({ url, close }: Place, what: 'found' | 'asked'): Omit<ExternalScenario, 'ends'> => ({
  close,
  run: async () => {
    const provider = new IdentityProvider(settingsOf(new URL(new URL(url).origin)), MAX_SECONDS);
    const answer = what === 'found' ? await provider.begin() : await provider.beginDevice();
    return JSON.stringify(answer);
  },
});

const refused = async (): Promise<ExternalScenario> => ({ ...at(await closedPort(), 'found'), ends: UNREADY });
const slowly: Answer = (socket, content) => void setTimeout(() => whole(socket, content), SLOW_MS);
const brokenOff: Answer = (socket, content) =>
  socket.write(headOf(content) + content.slice(0, -9), () => socket.destroy());
const nothing: Answer = () => undefined;

export const SIGN_ON_CALLS: readonly ExternalCall[] = [
  {
    name: 'the provider of identities',
    faults: {
      refused,
      cut: asked('found', brokenOff, UNREADY),
      slow: asked('found', slowly, /authorize/),
      stalled: asked('found', nothing, UNREADY),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'the provider of identities, once found',
    faults: {
      refused: asked('asked', (socket) => socket.resetAndDestroy(), UNREADY),
      cut: asked('asked', brokenOff, UNREADY),
      slow: asked('asked', slowly, /"user_code":"ABCD"/),
      stalled: asked('asked', half, UNREADY),
      aborted: NO_SIGNAL,
    },
  },
];

const DEVICE = { device_code: 'x', user_code: 'ABCD', verification_uri: 'http://127.0.0.1/device', expires_in: 60 };

function metadataOf(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    device_authorization_endpoint: `${issuer}/device`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function settingsOf(issuer: URL) {
  const client = { clientId: 'packyard', clientSecret: 'x', publicUrl: 'http://127.0.0.1:1' };
  return { ...client, issuer, groups: [], groupsClaim: 'groups', scopes: 'openid', label: 'x', sessionSeconds: 60 };
}

function headOf(content: string): string {
  const length = `Content-Length: ${Buffer.byteLength(content)}`;
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n${length}\r\n\r\n`;
}

function hostOf(head: string): string {
  return /^host: (\S+)/im.exec(head)?.[1] ?? '';
}
