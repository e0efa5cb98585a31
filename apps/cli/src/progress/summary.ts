import { type ExecutionView, maskText } from '@packyard/contracts';
import { z } from 'zod';
import type { Style } from './style';

const InstallResult = z.object({
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

/** What came of an execution, for a reader. */
export function summaryLines(execution: ExecutionView, style: Style): string[] {
  const parsed = InstallResult.safeParse(execution.result);
  if (!parsed.success) return [`execution ${execution.id} is ${execution.status}`];
  const { installed_packs: installed, failed_packs: failed, summary } = parsed.data;
  const took = `${(summary.duration_ms / 1000).toFixed(1)} s`;
  return [
    '',
    ...installed.flatMap((pack) => [
      `${style.green('✔')} ${pack.pack_ref ?? ''} ${pack.pack_version ?? ''}${replaced(pack)}  ${style.dim(pack.storage_path ?? '')}`,
      ...pack.warnings.map((warning) => style.yellow(`    ${maskText(warning)}`)),
    ]),
    ...failed.flatMap((pack) => [
      `${style.red('✖')} ${maskText(pack.pack_ref ?? pack.source)}  ${pack.error_stage}  ${pack.code}`,
      `    ${maskText(pack.error)}`,
      ...(pack.hint === null ? [] : [style.dim(`    → ${maskText(pack.hint)}`)]),
    ]),
    '',
    `execution ${execution.id} ${execution.status}: ${installed.length} installed, ${failed.length} failed, ${took}`,
  ];
}

/** Whether everything that was asked for is there. */
export function hasSucceeded(execution: ExecutionView): boolean {
  return execution.status === 'completed' && execution.packs.every((pack) => pack.status === 'completed');
}

function replaced(pack: { replaced_version: string | null; was_installed?: boolean | undefined }): string {
  if (pack.replaced_version !== null) return ` (replaces ${pack.replaced_version})`;
  return pack.was_installed === true ? ' (was installed already)' : '';
}
