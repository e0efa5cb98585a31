import { ApiError, unreachable } from './api-error';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** Whether it is sent also when the page is left at once. */
  keepalive?: boolean;
  /** Of an answer that is known; only {@link Client.unlessKnown} heeds it. */
  tag?: string;
}

export interface Tagged<Answer> {
  answer: Answer;
  /** None where the service does not say when there is another one. */
  tag: string | null;
}

/** Calls the API of the service that this page came from, as whoever the token belongs to. */
export class Client {
  constructor(
    private readonly token: string,
    private readonly onSignedOut: () => void = () => undefined,
  ) {}

  /** The `data` of the answer. */
  async data<Data>(path: string, call: Call = {}): Promise<Data> {
    return (await this.json<{ data: Data }>(path, call)).data;
  }

  /** @throws ApiError when it is refused, or nobody answers */
  async json<Answer>(path: string, call: Call = {}): Promise<Answer> {
    const response = await this.send(path, call);
    return (await response.json()) as Answer;
  }

  /**
   * With the tag of the answer, where the service gives it one; nothing when it still is the one with `tag`.
   * @throws ApiError when it is refused, or nobody answers
   */
  async unlessKnown<Answer>(path: string, call: Call = {}): Promise<Tagged<Answer> | undefined> {
    const response = await this.send(path, call);
    if (response.status === 304) return undefined;
    return { answer: (await response.json()) as Answer, tag: response.headers.get('etag') };
  }

  async send(path: string, { method = 'GET', body, signal, keepalive = false, tag }: Call = {}): Promise<Response> {
    assertGoesThere(path);
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (tag !== undefined) headers['if-none-match'] = tag;
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
    const response = await fetch(`.${path}`, {
      method,
      headers,
      keepalive,
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      throw signal?.aborted === true ? error : unreachable();
    });
    if (response.status === 401) this.onSignedOut();
    if (!response.ok && response.status !== 304) throw await refusalOf(response);
    return response;
  }
}

/** A browser leaves out segments of dots, also encoded ones: the request would be about something else. */
function assertGoesThere(path: string): void {
  const [place = ''] = path.split('?', 1);
  if (!/\/(?:\.|%2e){1,2}(?=\/|$)/i.test(place)) return;
  throw new ApiError(400, 'PARAMETERS_INVALID', "'.' and '..' are no names.", 'Enter another name.');
}

async function refusalOf(response: Response): Promise<ApiError> {
  const answer = (await response.json().catch(() => ({}))) as Answer;
  const { code = 'UNKNOWN', message = `The service answered ${response.status}.`, hint, details = [] } = answer;
  if (details.length === 0) return new ApiError(response.status, code, message, hint);
  // What is wrong with what was entered is told as to a person, who has no routes in mind.
  const isForPrograms = hint?.startsWith('See /docs') ?? false;
  return new ApiError(response.status, code, details.map(describeDetail).join(' '), isForPrograms ? undefined : hint);
}

interface Answer {
  code?: string;
  message?: string;
  hint?: string;
  details?: Detail[];
}

interface Detail {
  /** Such as `parameters.packs.0`. */
  path: string;
  message: string;
}

function describeDetail({ path, message }: Detail): string {
  const source = /^(?:parameters\.)?packs\.(\d+)$/.exec(path)?.[1];
  const name = source === undefined ? path.replace(/^parameters\./, '') : `Source ${Number(source) + 1}`;
  return `${name === '' ? '' : `${name}: `}${message.replace(/([^.])$/, '$1.')}`;
}
