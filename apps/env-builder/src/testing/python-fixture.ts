import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import {
  type FileServer,
  type MirroredPython,
  PackageIndex,
  PythonMirror,
  startFileServer,
  temporaryFolder,
  triedContainment,
  uvForTests,
} from '@packyard/testing';
import { PythonCache } from '../runtimes/python/python-cache';
import { PythonProvider } from '../runtimes/python/python-provider';
import { PythonRuntime } from '../runtimes/python/python.runtime';
import { UvTool } from '../runtimes/python/uv-tool';
import { aBuildInput, type RecordedInput } from './build-input';

interface Given {
  tools?: string;
  provider?: PythonProvider;
  list?: string;
  signal?: AbortSignal;
}

interface Written {
  files?: Record<string, string>;
  lock?: string;
  access?: RecordedInput['indexAccess'];
}

/** Builds environments for Pythons that the machine lacks, from a mirror and an index on loopback. */
export class PythonFixture {
  readonly folder = temporaryFolder();
  readonly uv = uvForTests();
  files!: FileServer;
  mirror!: PythonMirror;
  private containment!: Containment;
  private readonly policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
  private readonly proxy = new BuildProxy(this.policy);

  /** Of the same minor version as the machine's, by patch. */
  constructor(pythons: (folder: string) => Readonly<Record<number, MirroredPython>>) {
    beforeAll(async () => {
      new PackageIndex(this.folder).addWheel('tiny', '1.0');
      this.files = await startFileServer(this.folder);
      this.mirror = new PythonMirror(join(this.folder, 'pythons'), `${this.files.url}/pythons`);
      mkdirSync(join(this.folder, 'cache/python'), { recursive: true });
      for (const [patch, content] of Object.entries(pythons(this.folder))) this.mirror.add(Number(patch), content);
      this.containment = await triedContainment();
    });
    afterAll(() => Promise.all([this.files.close(), this.proxy.onModuleDestroy()]));
  }

  version(patch: number): string {
    return `${this.mirror.minor}.${patch}`;
  }

  /** A pack for exactly that release. */
  input(patch: number, requirements = 'tiny\n', { files = {}, ...more }: Written = {}): RecordedInput {
    const content = { 'requirements.txt': requirements, ...files };
    return aBuildInput(this.folder, {
      runtime: 'python',
      files: content,
      versionRange: `=${this.version(patch)}`,
      ...more,
    });
  }

  provider(tools: string, mayFetch = true): PythonProvider {
    return new PythonProvider(this.uvIn(tools), new PythonCache(tools), mayFetch);
  }

  runtime({ tools = join(this.folder, 'tools'), provider, list }: Given = {}): PythonRuntime {
    const { containment, policy, proxy, files, mirror } = this;
    const environment = {
      PIP_INDEX_URL: `${files.url}/simple`,
      PIP_RETRIES: '0',
      UV_PYTHON_DOWNLOADS_JSON_URL: list ?? mirror.list,
    };
    const interpreters = provider ?? this.provider(tools);
    const uv = this.uvIn(tools);
    return new PythonRuntime({ containment, policy, proxy, allowSourceBuilds: true, environment, uv, interpreters });
  }

  build(input: RecordedInput, given: Given = {}) {
    return this.runtime(given).build(input, given.signal ?? AbortSignal.timeout(300_000));
  }

  private uvIn(tools: string): UvTool {
    return new UvTool({ setting: this.uv ?? 'off', toolsFolder: tools });
  }
}
