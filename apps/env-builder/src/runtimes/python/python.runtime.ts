import { join } from 'node:path';
import type { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { assertNoOptions, type CheckedRequirements, checkLock } from '../checks/requirements-check';
import { RESOLVES_NOTHING, urlsOf } from '../checks/foreign-urls';
import { type BuildContext, buildInScratch } from '../build-in-scratch';
import { replaceForeignFile } from '../foreign-files';
import { folderSize } from '../folder-size';
import { foreignFolder } from '../build-phase-access';
import type { BuildInput, BuiltEnvironment, CollectedPackages, CollectInput, Runtime } from '../runtime';
import { readSmokeTest } from '../smoke-test';
import { giveUsualModes } from '../usual-file-modes';
import { placeVendored } from '../vendored';
import { collectWheels } from './collect-wheels';
import { PipBuilder } from './pip.builder';
import { InstallFailed } from './install-failed';
import type { InstallResult, PythonBuilder } from './python-builder';
import { pythonFailure } from './python-failure';
import { PYTHON_SMOKE_TEST } from './python-smoke-test';
import { embedPython } from './embed-python';
import { type Interpreter, pythonVersions, withPython } from './python-interpreter';
import type { FoundPython, PythonProvider } from './python-provider';
import { assertOwnSettings, readVirtualenvSettings } from './virtualenv-settings';
import { checkedRequirements, writeRequirements } from './tool-requirements';
import { UvBuilder } from './uv.builder';
import type { UvTool } from './uv-tool';
import type { PythonRequest } from './python-request';

export interface PythonOptions {
  containment: Containment;
  /** Source distributions run code of theirs while they are built. */
  allowSourceBuilds: boolean;
  uv: UvTool;
  /** Where interpreters come from. */
  interpreters: PythonProvider;
  /** Where requirements may send tools. */
  policy: Pick<NetworkPolicy, 'resolve'>;
  /** What builds fetch goes through it. */
  proxy: BuildProxy;
  /** On top of what every child process gets to see. */
  environment?: Readonly<Record<string, string>>;
}

interface UsablePython extends FoundPython {
  /** In which it can be run, where that is allowed. */
  context: BuildContext;
}

interface Requirements extends CheckedRequirements {
  /** The file that tools read, relative to the copy of the pack. */
  requirements: string;
}

/** Virtualenvs, filled by uv, or by pip where uv can't be had, with what the pack's file asks for. */
export class PythonRuntime implements Runtime {
  readonly name = 'python';

  constructor(private readonly options: PythonOptions) {}

  build(input: BuildInput, signal: AbortSignal): Promise<BuiltEnvironment> {
    return this.inScratch(input, signal, (context) => this.buildWith(input, context));
  }

  collect(input: CollectInput, signal: AbortSignal): Promise<CollectedPackages> {
    return this.inScratch(input, signal, (context) => this.collectWith(input, context));
  }

  private inScratch<Built extends object>(
    input: BuildInput,
    signal: AbortSignal,
    work: (context: BuildContext) => Promise<Built>,
  ) {
    const environment = { ...this.options.environment, PYTHONNOUSERSITE: '1' };
    const { containment, proxy } = this.options;
    return buildInScratch({ containment, proxy, input, environment, signal }, work);
  }

  /** By pip, whatever built the environment: uv keeps no wheels. */
  private async collectWith(input: CollectInput, outer: BuildContext): Promise<CollectedPackages> {
    const { contentFolder, targetFolder, runtimeVersion, lock } = input;
    const check = { root: contentFolder, urls: urlsOf(this.options.policy, outer) };
    const { namesSources } = await checkLock(lock, 'the lock', check);
    // The lock does not say where the packages are found.
    const { indexOptions } = await checkedRequirements(input.request.packageFile, check);
    const minor = runtimeVersion.split('.').slice(0, 2).join('.');
    const wanted = { range: `~${minor}`, input, context: outer };
    const { interpreter, context } = await this.python(wanted);
    const builder = new PipBuilder(context);
    await builder.makeVirtualenv(interpreter, targetFolder);
    const installInput = {
      ...this.commonInput(input),
      interpreter,
      requirements: '',
      lock,
      namesSources,
      indexOptions,
    };
    const wheels = await this.explained({ interpreter, context }, () =>
      collectWheels(builder, installInput, contentFolder),
    );
    return { runtimeVersion: interpreter.version, ...wheels };
  }

  private async buildWith(input: BuildInput, outer: BuildContext): Promise<Omit<BuiltEnvironment, 'containment'>> {
    const { request, targetFolder } = input;
    const checked = await this.check(input, outer);
    const python = await this.python({ range: request.versionRange, input, context: outer });
    const { interpreter, context } = python;
    const builder = await this.builder(python, input);
    input.output.progress(`making a virtualenv of Python ${interpreter.version} with ${builder.description}`);
    await builder.makeVirtualenv(interpreter, targetFolder);
    // That interpreter is foreign code: links that it made would lead elsewhere what the service writes next.
    if (interpreter.fetchedFolder !== undefined) await context.clearForeign();
    input.output.progress('resolving');
    const installed = await this.install(builder, { ...checked, input, interpreter, context });
    await replaceForeignFile(join(targetFolder, 'requirements.lock'), installed.lock);
    await embedPython(interpreter, targetFolder, context.allowance.signal);
    // Not given the interpreter that it was made with: it has a copy of its own now.
    const smokeTest = await this.smokeTest(checked, input, outer);
    const { limits } = this.options.containment;
    await giveUsualModes(targetFolder, limits.files);
    return {
      ...installed,
      runtimeVersion: interpreter.version,
      builder: builder.description,
      packageCount: smokeTest.count,
      sizeBytes: await folderSize(targetFolder, limits),
      warnings: smokeTest.warnings,
    };
  }

  private async python(wanted: PythonRequest): Promise<UsablePython> {
    const found = await this.options.interpreters.find(wanted);
    return { ...found, context: withPython(wanted.context, found.interpreter) };
  }

  private async smokeTest({ requirements }: Requirements, { output, targetFolder }: BuildInput, { run }: BuildContext) {
    output.progress('importing what was installed');
    const program = join(targetFolder, 'bin', 'python');
    return readSmokeTest(await run(program, ['-c', PYTHON_SMOKE_TEST, requirements], { isQuiet: true }));
  }

  /** The lock as well: code of packages that were built may have had a hand in it. */
  private async check(
    { contentFolder, request, lock, vendored }: BuildInput,
    context: BuildContext,
  ): Promise<Requirements> {
    // Where nothing is fetched, nobody is asked where names lead.
    const urls = urlsOf(vendored === undefined ? this.options.policy : RESOLVES_NOTHING, context);
    const check = { root: contentFolder, urls };
    const locked = lock === undefined ? undefined : await checkLock(lock, 'requirements.lock', check);
    const checked = await checkedRequirements(request.packageFile, check);
    const namesSources = checked.namesSources || locked?.namesSources === true;
    return { ...checked, namesSources, requirements: await writeRequirements(contentFolder, checked) };
  }

  private async install(
    builder: PythonBuilder,
    {
      input,
      interpreter,
      context,
      requirements,
      namesSources,
      indexOptions,
    }: Requirements & { input: BuildInput; interpreter: Interpreter; context: BuildContext },
  ): Promise<InstallResult> {
    const vendoredFolder = await placeVendored(input);
    const asked = { requirements, namesSources, indexOptions: vendoredFolder === undefined ? indexOptions : [] };
    const installInput = { ...this.commonInput(input), ...asked, interpreter, lock: input.lock, vendoredFolder };
    const settings = await readVirtualenvSettings(input.targetFolder);
    const installed = await this.explained({ interpreter, context }, () => builder.install(installInput));
    await assertOwnSettings(input.targetFolder, settings);
    assertNoOptions(installed.lock, 'the lockfile of this build');
    return installed;
  }

  private commonInput(input: BuildInput) {
    const { request, targetFolder, scratchFolder, cacheFolder } = input;
    return {
      folder: targetFolder,
      scratchFolder,
      foreignFolder: foreignFolder(input),
      cacheFolder,
      privateCacheFolder: join(cacheFolder, 'private', request.fingerprint),
      allowSourceBuilds: this.options.allowSourceBuilds,
      maxFiles: this.options.containment.limits.files,
    };
  }

  private async explained<Result>(
    { interpreter, context: { run, network } }: { interpreter: Interpreter; context: BuildContext },
    install: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await install();
    } catch (error) {
      if (!(error instanceof InstallFailed)) throw error;
      const otherVersions = await pythonVersions(run);
      const surroundings = { runtimeVersion: interpreter.version, otherVersions, network: network.trouble };
      throw pythonFailure(error.tool, error.result, surroundings);
    }
  }

  private async builder({ interpreter, uv: own, context }: UsablePython, input: BuildInput): Promise<PythonBuilder> {
    const { run, environment, allowance } = context;
    const uv = own ?? (await this.options.uv.find(run));
    if (uv === undefined) return new PipBuilder({ run, allowance });
    const { cacheFolder, privateCacheFolder } = this.commonInput(input);
    const containedFolder = interpreter.fetchedFolder === undefined ? undefined : privateCacheFolder;
    return new UvBuilder(uv, run, { environment, cacheFolder, containedFolder });
  }
}
