import type {
  Action,
  BuildPackEnvsOutput,
  DownloadPacksOutput,
  ExecutionView,
  RegisterPacksOutput,
} from '@packyard/contracts';
import type { Service } from './service';

type Parameters = Record<string, unknown>;

/** Executes actions over HTTP and waits for their ends. */
export class ActionHarness {
  constructor(private readonly service: () => Service) {}

  async run(action: Action, parameters: Parameters): Promise<ExecutionView> {
    const response = await this.submit(action, parameters);
    expect(response.status).toBe(201);
    const { data } = (await response.json()) as { data: ExecutionView };
    return this.service().ended(data.id);
  }

  submit(action: Action, parameters: Parameters, headers: Record<string, string> = {}): Promise<Response> {
    return this.service().request('/api/v1/executions', { body: { action, parameters }, headers });
  }

  /** The paths of all that is wrong with a request. */
  async problems(action: Action, parameters: Parameters): Promise<string[]> {
    const response = await this.submit(action, parameters);
    const body = (await response.json()) as { details?: { path: string }[] };
    expect([response.status, body]).toEqual([400, expect.objectContaining({ code: 'PARAMETERS_INVALID' })]);
    return (body.details ?? []).map(({ path }) => path).sort();
  }

  async download(parameters: Parameters): Promise<DownloadPacksOutput> {
    return (await this.run('core.download_packs', parameters)).result as DownloadPacksOutput;
  }

  async build(parameters: Parameters): Promise<BuildPackEnvsOutput> {
    return (await this.run('core.build_pack_envs', parameters)).result as BuildPackEnvsOutput;
  }

  async register(parameters: Parameters): Promise<RegisterPacksOutput> {
    return (await this.run('core.register_packs', parameters)).result as RegisterPacksOutput;
  }

  /** The code that each failed pack of an execution has. */
  static codes({ packs }: ExecutionView): (string | undefined)[] {
    return packs.map(({ error }) => error?.code);
  }
}
