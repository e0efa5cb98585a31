import { visibleMarks } from './visible-text';

const MASK = '***';
// The scheme's length is bounded: without that, output such as `a.a.a.…` takes time that grows with its square. Nothing has to
// separate it from what is before: it may come after anything, such as the number of a step.
const URL_IN_TEXT = /([a-z][a-z0-9+.-]{0,31}:\/\/)([^\s/@'"<>]+@)?([^\s'"<>?#]*)(\?[^\s'"<>#]*)?/gi;
/** What says what is fetched, and not by whom. What stands behind a URL in a sentence is none of it. */
const SWITCHES = /^\?(?:(?:submodules|lfs)=(?:0|1|true|false)(?:&|(?=[,.;:)]?$)))+[,.;:)]?$/;
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const TERMINAL_SEQUENCES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/**
 * A URL that may carry a secret. It prints without user info and query from the moment it is parsed;
 * only {@link MaskedUrl.reveal} gives the original, for the one call that has to send it.
 */
export class MaskedUrl {
  readonly #url: URL;

  constructor(text: string) {
    this.#url = new URL(text);
  }

  /** `https://***@host/path?***`: shows that something was there, not what. */
  toString(): string {
    const userInfo = this.#url.username || this.#url.password ? `${MASK}@` : '';
    const query = this.#url.search ? `?${MASK}` : '';
    return `${this.#url.protocol}//${userInfo}${this.#url.host}${this.#url.pathname}${query}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** The same place without user info, query and fragment: what may be stored. */
  get bare(): string {
    return `${this.#url.protocol}//${this.#url.host}${this.#url.pathname}`;
  }

  get hasSecret(): boolean {
    return Boolean(this.#url.username || this.#url.password || this.#url.search);
  }

  get host(): string {
    return this.#url.host;
  }

  reveal(): URL {
    return new URL(this.#url);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Makes foreign text (output of child processes, answers of servers) fit to be stored and shown:
 * user info and queries of URLs masked, the given secrets masked, terminal sequences and control characters removed, and
 * marks that nobody sees made visible.
 */
export function maskText(text: string, secrets: readonly string[] = []): string {
  return maskerOf(secrets)(text);
}

/** The same for many texts: what there is to look for is made ready once. */
export function maskerOf(secrets: readonly string[]): (text: string) => string {
  const sought = soughtOf(secrets);
  return (text) => visibleMarks(masked(text, sought));
}

/** The same for what is written as a whole later: the marks stay. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  return masked(text, soughtOf(secrets));
}

interface Sought {
  /** The longest first, since a shorter one may be part of it. */
  secrets: readonly string[];
  /** Whether a text has any of them: most have none, and programs print many. */
  any: RegExp | undefined;
}

function soughtOf(given: readonly string[]): Sought {
  const spelled = given.flatMap((secret) => [secret, withoutControls(secret), encodeURIComponent(secret)]);
  const secrets = [...new Set(spelled)].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  const any = secrets.length === 0 ? undefined : new RegExp(secrets.map(literally).join('|'));
  return { secrets, any };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function withoutSecrets(text: string, { secrets, any }: Sought): string {
  if (any?.test(text) !== true) return text;
  return secrets.reduce(
    (current, secret) => (secret.length > current.length ? current : current.replaceAll(secret, MASK)),
    text,
  );
}

/** What tells a terminal what to do goes first: it may stand within a secret, or right before a URL. */
function masked(text: string, sought: Sought): string {
  const hidden = withoutSecrets(withoutControls(text), sought);
  if (!hidden.includes('://')) return hidden;
  return hidden.replace(
    URL_IN_TEXT,
    (_all, scheme: string, userInfo?: string, rest?: string, query?: string) =>
      `${scheme}${maskedUser(scheme, userInfo)}${rest ?? ''}${maskedQuery(query)}`,
  );
}

/** The user of an ssh URL is part of the address, as in git@host:path: nobody logs in by knowing it. */
function maskedUser(scheme: string, userInfo: string | undefined): string {
  if (!userInfo) return '';
  return /ssh:\/\/$/i.test(scheme) && !/:|%3a/i.test(userInfo) ? userInfo : `${MASK}@`;
}

function maskedQuery(query: string | undefined): string {
  if (!query) return '';
  return SWITCHES.test(query) ? query : `?${MASK}`;
}

function withoutControls(text: string): string {
  return text.replace(TERMINAL_SEQUENCES, '').replace(CONTROL_CHARACTERS, '');
}
