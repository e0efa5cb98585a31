import { z } from 'zod';
import { EXECUTION_STATUSES, PACK_STATUSES } from './statuses';
import { STAGES } from './stages';
import { ERROR_CODES } from './error-codes';

export const ErrorReportView = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  hint: z.string().optional(),
});

/** A pack moved: entered a stage, started, ended, or failed. */
const PackEvent = z.object({
  type: z.literal('pack'),
  pack: z.object({
    id: z.number(),
    source: z.string(),
    ref: z.string().nullable(),
    version: z.string().nullable(),
    stage: z.enum(STAGES),
    status: z.enum(PACK_STATUSES),
    error: ErrorReportView.nullable(),
  }),
});

/** The execution as a whole changed its status. */
const StatusEvent = z.object({
  type: z.literal('status'),
  status: z.enum(EXECUTION_STATUSES),
});

/** A retry, or that the closing task failed. */
const NoteEvent = z.object({
  type: z.literal('note'),
  stage: z.enum(STAGES),
  packId: z.number().nullable(),
  text: z.string(),
});

/** What is being done now; while a task tells, at least every two seconds. */
const ProgressEvent = z.object({
  type: z.literal('progress'),
  stage: z.enum(STAGES),
  packId: z.number().nullable(),
  text: z.string(),
});

export const ExecutionEventData = z.discriminatedUnion('type', [PackEvent, StatusEvent, NoteEvent, ProgressEvent]);
export type ExecutionEventData = z.infer<typeof ExecutionEventData>;
