import { type ErrorReport, type LoginView, type PackyardError, RejectedError, reportError } from '@packyard/contracts';
import type { SecretVault } from '@packyard/store';
import { z } from 'zod';
import type { IdentityProvider } from './identity-provider';
import { SealedState } from './sealed-state';
import { type SignOnService, signOnAgain } from './sign-on.service';

/** How long somebody may take to sign on. */
export const SIGN_ON_SECONDS = 600;
/** How long a page may take to fetch what came of it. */
export const OUTCOME_SECONDS = 60;

const Started = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
const Admitted = z.object({ personId: z.int(), session: z.uuid() });
const Failed = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });
const Device = z.object({ deviceCode: z.string() });

/** The ways to sign on, each as a start and an end. What has to be known in between is sealed, and kept by whoever signs on. */
export class SignOn {
  private readonly started;
  private readonly outcomes;
  private readonly devices;

  constructor(
    readonly provider: IdentityProvider,
    private readonly persons: SignOnService,
    vault: SecretVault,
    readonly publicUrl: string,
  ) {
    this.started = new SealedState(vault, 'sign-on-started', Started);
    this.outcomes = new SealedState(vault, 'sign-on-outcome', z.union([Admitted, Failed]));
    this.devices = new SealedState(vault, 'sign-on-device', Device);
  }

  async begin(): Promise<{ url: string; kept: string }> {
    const { url, started } = await this.provider.begin();
    return { url: url.href, kept: this.started.seal(started, SIGN_ON_SECONDS) };
  }

  /** Never fails: what went wrong is told to the page that asks what came of it. */
  async comeBack(query: string, kept: string | undefined, address: string): Promise<string> {
    const outcome = await this.outcomeOf(query, kept, address).catch((error: unknown) => reportError(error));
    return this.outcomes.seal(outcome, OUTCOME_SECONDS);
  }

  /** @throws RejectedError */
  async end(outcome: string | undefined, address: string): Promise<LoginView> {
    const opened = this.outcomes.open(outcome);
    if (opened === undefined) throw signOnAgain('There is no sign-on that could be ended here.');
    if ('personId' in opened) return this.persons.begin(opened, address);
    throw errorOf(opened);
  }

  async beginDevice() {
    const { device_code: deviceCode, ...shown } = await this.provider.beginDevice();
    return { ...shown, device: this.devices.seal({ deviceCode }, shown.expires_in) };
  }

  /** Nothing while nobody has entered the code. */
  async endDevice(device: string, address: string): Promise<LoginView | undefined> {
    const opened = this.devices.open(device);
    if (opened === undefined) throw signOnAgain('The code was not entered in time.');
    const identity = await this.provider.finishDevice(opened.deviceCode).catch((error: unknown) => {
      throw this.persons.noted(address, error);
    });
    return identity && this.persons.begin(await this.persons.admit(identity, address), address);
  }

  private async outcomeOf(query: string, kept: string | undefined, address: string) {
    const started = this.started.open(kept);
    if (started === undefined) {
      const error = signOnAgain('This sign-on was not begun in this browser, or too long ago.');
      throw this.persons.failed(address, 'nothing was begun in this browser', error);
    }
    try {
      return await this.persons.admit(await this.provider.finish(query, started), address);
    } catch (error) {
      throw this.persons.noted(address, error);
    }
  }
}

function errorOf({ code, message, hint }: z.infer<typeof Failed>): PackyardError {
  const details = hint === undefined ? {} : { hint };
  return new RejectedError(code as ErrorReport['code'], message, details);
}
