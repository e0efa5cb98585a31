import { ApiError, unreachable } from './api-error';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** Whether it is sent also when the page is left at once. */
  keepalive?: boolean;
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

  async send(path: string, { method = 'GET', body, signal, keepalive = false }: Call = {}): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
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
    if (!response.ok) throw await refusalOf(response);
    return response;
  }
}

async function refusalOf(response: Response): Promise<ApiError> {
  const answer = (await response.json().catch(() => ({}))) as { code?: string; message?: string; hint?: string };
  const { code = 'UNKNOWN', message = `The service answered ${response.status}.`, hint } = answer;
  return new ApiError(response.status, code, message, hint);
}
