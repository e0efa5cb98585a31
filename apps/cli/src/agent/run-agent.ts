import {
  ConfigInvalidError,
  ContentConfig,
  type Environment,
  HomeConfig,
  MaintenanceConfig,
  NetworkConfig,
  readConfig,
} from '@packyard/config';
import { openContentStore } from '@packyard/content';
import { machinePlatform } from '@packyard/store';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Connection } from '../connection';
import { AgentHome } from './agent-home';
import { ContentFetch } from './content-fetch';
import type { KeepPolicy } from './content-sweep';
import { Generations } from './generations';
import { NodeAgent } from './node-agent';
import { NodeService } from './node-service';
import { Reporter } from './reporter';

export interface AgentOptions {
  name: string;
  folder: string;
  version: string;
  policy: Omit<KeepPolicy, 'maxBytes'>;
  connection: Connection;
  environment: Environment;
  say: (line: string) => void;
}

const SharedHome = HomeConfig.pick({ PACKYARD_SHARED_HOME: true });
const Bound = MaintenanceConfig.pick({ PACKYARD_MAX_STORE_BYTES: true });
const AgentConfig = ContentConfig.extend(NetworkConfig.shape).extend(SharedHome.shape).extend(Bound.shape);

/** Keeps a node in step until the process is asked to end. */
export async function runAgent(order: AgentOptions): Promise<void> {
  const { name, folder, version, policy, connection, environment, say } = order;
  const config = configOf(environment);
  const home = new AgentHome(folder);
  const service = new NodeService(connection, name, say);
  const agent = new NodeAgent({
    home,
    isShared: config.PACKYARD_SHARED_HOME,
    generations: new Generations(home, say),
    content: new ContentFetch(home, openContentStore(config, home.incoming)),
    service,
    reporter: new Reporter(service, { platform: machinePlatform(), version }, say),
    policy: { ...policy, maxBytes: config.PACKYARD_MAX_STORE_BYTES },
    say,
  });
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
  await agent.run(ending.signal);
}

function configOf(environment: Environment) {
  try {
    const config = readConfig(AgentConfig, environment);
    if (config.PACKYARD_CONTENT_STORE !== undefined) return config;
    const hint = 'Set it as for the service: oci://registry.example.org/packyard.';
    throw new CliError('PACKYARD_CONTENT_STORE is not set: there is nothing to fetch from.', hint, EXIT_CODES.usage);
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    throw new CliError(error.message, 'Correct these variables, or unset them.', EXIT_CODES.usage);
  }
}
