import type { ExecutionView, TestPacksOutput } from '@packyard/contracts';
import { z } from 'zod';
import { inWordsOfCommands } from '../service-hints';
import { actionLines } from './action-summary';
import type { Style } from './style';
import { oneLine } from './text';

const InstallResult = z.object({
  plan: z.object({ packs: z.array(z.unknown()) }).optional(),
  installed_packs: z.array(
    z.object({
      pack_ref: z.string().nullable(),
      pack_version: z.string().nullable(),
      storage_path: z.string().optional(),
      replaced_version: z.string().nullable(),
      was_installed: z.boolean().optional(),
      warnings: z.array(z.string()),
    }),
  ),
  failed_packs: z.array(
    z.object({
      pack_ref: z.string().nullable(),
      source: z.string(),
      error_stage: z.string(),
      error: z.string(),
      code: z.string(),
      hint: z.string().nullable(),
    }),
  ),
  summary: z.object({ duration_ms: z.number() }),
});

interface Failure {
  name: string;
  stage: string;
  code: string;
  message: string;
  hint?: string | null | undefined;
}

/** What came of an execution, for a reader. */
export function summaryLines(execution: ExecutionView, style: Style): string[] {
  const parsed = InstallResult.safeParse(execution.result);
  if (!parsed.success) {
    const done = [...(actionLines(execution, style) ?? []), ...warningLines(execution, style)];
    return [...done, ...troubleLines(execution, style), `execution ${execution.id} is ${execution.status}`];
  }
  const { installed_packs: installed, failed_packs: failed, summary, plan } = parsed.data;
  const done = plan === undefined ? `${installed.length} installed` : `${plan.packs.length} planned`;
  const took = `${(summary.duration_ms / 1000).toFixed(1)} s`;
  return [
    '',
    ...installed.flatMap((pack) => [
      `${style.green('✔')} ${oneLine(`${pack.pack_ref ?? ''} ${pack.pack_version ?? ''}${replaced(pack)}`)}  ${style.dim(oneLine(pack.storage_path ?? ''))}`,
      ...pack.warnings.map((warning) => style.yellow(`    ${oneLine(warning)}`)),
    ]),
    ...failed.flatMap((pack) =>
      failureLines(
        { ...pack, name: pack.pack_ref ?? pack.source, stage: pack.error_stage, message: pack.error },
        { style, hasOptions: hasOptions(execution) },
      ),
    ),
    '',
    `execution ${execution.id} ${execution.status}: ${done}, ${countsOf(failed)}, ${took}`,
  ];
}

/** What was cancelled did not fail: nobody has to look why. */
function countsOf(failed: readonly { code: string }[]): string {
  const cancelled = failed.filter(({ code }) => code === 'CANCELLED').length;
  const failures = failed.length - cancelled;
  if (cancelled === 0) return `${failures} failed`;
  return failures === 0 ? `${cancelled} cancelled` : `${failures} failed, ${cancelled} cancelled`;
}

function warningLines({ packs, result }: ExecutionView, style: Style): string[] {
  if (result === null) return [];
  return packs.flatMap(({ pack_ref: ref, source, warnings }) =>
    warnings.map((warning) => style.yellow(`    ${oneLine(`${ref ?? source}: ${warning}`)}`)),
  );
}

/** Whether everything that was asked for is there. */
export function hasSucceeded(execution: ExecutionView): boolean {
  const haveAllEnded = execution.status === 'completed' && execution.packs.every((pack) => pack.status === 'completed');
  const tested = execution.action_ref === 'core.test_packs' ? (execution.result as TestPacksOutput | null) : null;
  return haveAllEnded && (tested?.summary.failure_count ?? 0) === 0;
}

/** While an execution runs, and after one that ended without a result, only its packs know what went wrong. */
function troubleLines(execution: ExecutionView, style: Style): string[] {
  const shown = { style, hasOptions: hasOptions(execution) };
  return execution.packs.flatMap(({ pack_ref: ref, source, stage, error }) =>
    error === null ? [] : failureLines({ ...error, name: ref ?? source, stage }, shown),
  );
}

/** `packyard install` has an option for each parameter; `packyard action execute` takes the parameters themselves. */
function hasOptions({ action_ref: action }: ExecutionView): boolean {
  return action === 'core.install_packs';
}

function failureLines(
  { name, stage, code, message, hint }: Failure,
  { style, hasOptions }: { style: Style; hasOptions: boolean },
): string[] {
  const todo = oneLine(hint ?? '');
  return [
    `${style.red('✖')} ${oneLine(name)}  ${stage}  ${code}`,
    `    ${oneLine(message)}`,
    ...(todo === '' ? [] : [style.dim(`    → ${hasOptions ? inWordsOfCommands(todo) : todo}`)]),
  ];
}

function replaced(pack: { replaced_version: string | null; was_installed?: boolean | undefined }): string {
  if (pack.replaced_version !== null) return ` (replaces ${pack.replaced_version})`;
  return pack.was_installed === true ? ' (was installed already)' : '';
}
