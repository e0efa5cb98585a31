import { PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import * as client from 'openid-client';
import type { SignOnSettings } from './sign-on-settings';

/** Clocks of two machines may differ by so much. */
const CLOCK_SECONDS = 60;
const MAX_SECONDS = 10;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What the provider says of somebody. */
export interface PersonIdentity {
  issuer: string;
  subject: string;
  name: string | undefined;
  groups: readonly string[];
}

/** What has to come back from the browser. */
export interface Started {
  state: string;
  nonce: string;
  verifier: string;
}

/** The provider of identities, spoken to by OpenID Connect. What it signs is checked with its keys, whatever way it came. */
export class IdentityProvider {
  private discovered: Promise<client.Configuration> | undefined;

  constructor(
    private readonly settings: SignOnSettings,
    /** How long one of its answers may take: somebody waits for it in a browser. */
    private readonly maxSeconds = MAX_SECONDS,
  ) {}

  /** Where to send the browser: the code that it brings back is of use only together with what is answered beside. */
  begin(): Promise<{ url: URL; started: Started }> {
    return this.asking(async (configuration) => {
      const started = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: this.redirectUri,
        scope: this.settings.scopes,
        state: started.state,
        nonce: started.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(started.verifier),
        code_challenge_method: 'S256',
      });
      return { url, started };
    });
  }

  /** @throws RejectedError UNAUTHENTICATED */
  finish(query: string, { state, nonce, verifier }: Started): Promise<PersonIdentity> {
    return this.asking(async (configuration) => {
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${this.redirectUri}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      return this.identityIn(configuration, tokens);
    });
  }

  /** For programs without a browser: one is opened elsewhere, and the code entered there. */
  beginDevice(): Promise<client.DeviceAuthorizationResponse> {
    return this.asking((configuration) =>
      client.initiateDeviceAuthorization(configuration, { scope: this.settings.scopes }),
    );
  }

  /** Nothing while nobody has entered the code. */
  finishDevice(deviceCode: string): Promise<PersonIdentity | undefined> {
    return this.asking(async (configuration) => {
      try {
        const tokens = await client.genericGrantRequest(configuration, DEVICE_GRANT, { device_code: deviceCode });
        return await this.identityIn(configuration, tokens);
      } catch (error) {
        if (isPending(error)) return undefined;
        throw error;
      }
    });
  }

  /** Where the browser ends its session with the provider, which comes back afterwards; nothing when it has no such place. */
  endUrl(): Promise<URL | undefined> {
    return this.asking((configuration) => {
      if (configuration.serverMetadata().end_session_endpoint === undefined) return Promise.resolve(undefined);
      const back = { post_logout_redirect_uri: `${this.settings.publicUrl}/`, client_id: this.settings.clientId };
      return Promise.resolve(client.buildEndSessionUrl(configuration, back));
    });
  }

  private get redirectUri(): string {
    return `${this.settings.publicUrl}/auth/oidc/callback`;
  }

  /** Groups are in the token, or where some providers keep what is long. */
  private async identityIn(
    configuration: client.Configuration,
    tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  ): Promise<PersonIdentity> {
    const claims = tokens.claims();
    if (claims === undefined) throw refused('The provider answered without an ID token.');
    // The library looks at when a token ends, not at when it was made.
    const secondsAhead = claims.iat - Date.now() / 1000;
    if (secondsAhead > CLOCK_SECONDS) {
      throw refused(`The clock of the provider is ${Math.round(secondsAhead)} seconds ahead of this machine's.`);
    }
    const { groupsClaim } = this.settings;
    const hasAll = claims[groupsClaim] !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined;
    const more = hasAll ? {} : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    const all: Record<string, unknown> = { ...more, ...claims };
    const groups = [all[groupsClaim]].flat().filter((group) => typeof group === 'string');
    const name = [all['preferred_username'], all['email'], all['name']].find((one) => typeof one === 'string');
    return { issuer: claims.iss, subject: claims.sub, name, groups };
  }

  private async asking<Answer>(work: (configuration: client.Configuration) => Promise<Answer>): Promise<Answer> {
    try {
      return await work(await this.configuration());
    } catch (error) {
      throw translateFailure(error, this.settings.issuer);
    }
  }

  /** Found when it is needed first, and again after it could not be found. */
  private configuration(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const metadata = { client_secret: clientSecret, [client.clockTolerance]: CLOCK_SECONDS };
    const execute = [client.enableNonRepudiationChecks];
    // Settings allow it for this machine only.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (issuer.protocol === 'http:') execute.push(client.allowInsecureRequests);
    this.discovered ??= client
      .discovery(issuer, clientId, metadata, client.ClientSecretBasic(clientSecret), {
        execute,
        timeout: this.maxSeconds,
      })
      .catch((error: unknown) => {
        this.discovered = undefined;
        throw error;
      });
    return this.discovered;
  }
}

function isPending(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && ['authorization_pending', 'slow_down'].includes(error.error);
}

/** What the provider says in its own words is not shown: it may hold anything. */
function translateFailure(error: unknown, issuer: URL): unknown {
  if (error instanceof PackyardError) return error;
  if (error instanceof client.AuthorizationResponseError) {
    return refused(`The provider did not let you sign on (${codeOf(error.error)}).`);
  }
  if (error instanceof client.ResponseBodyError && error.status < 500) {
    return refused(`The provider refused the sign-on (${codeOf(error.error)}).`);
  }
  const { code } = error as { code?: string };
  const isOfClaims = error instanceof client.ClientError && code?.startsWith('OAUTH_JWT') === true;
  if (isOfClaims || (error instanceof client.ClientError && code === 'OAUTH_INVALID_RESPONSE')) {
    return refused(`What the provider answered can't be trusted (${codeOf(code)}).`);
  }
  return new UnavailableError('NOT_READY', `The identity provider at ${issuer.origin} does not answer as it should.`, {
    hint: 'Try again later; whoever runs the service can see in PACKYARD_OIDC_ISSUER which one it is.',
    // Without the rest of it, which may hold an answer with tokens.
    cause: new Error((error as Error).message),
  });
}

function codeOf(text: string | undefined): string {
  return (text ?? 'unknown').replace(/[^\w.-]/g, '').slice(0, 60);
}

function refused(message: string): RejectedError {
  return new RejectedError('UNAUTHENTICATED', message, { hint: 'Sign on again.' });
}
