import type { ExecutionEventData, ExecutionLogs } from '@packyard/contracts';
import type { ExecutionEventEntity } from '@packyard/schema';

/** An event as a line of text. */
export function logLine({ createdAt, data }: ExecutionEventEntity): ExecutionLogs['logs'][number] {
  const isError = data.type === 'pack' && data.pack.error !== null;
  return { timestamp: createdAt.toISOString(), level: isError ? 'error' : 'info', message: describeEvent(data) };
}

function describeEvent(event: ExecutionEventData): string {
  switch (event.type) {
    case 'status':
      return `The execution is ${event.status}.`;
    case 'note':
    case 'progress':
      return event.text;
    case 'pack': {
      const { ref, version, source, stage, status, error } = event.pack;
      const name = ref === null ? source : `${ref} ${version ?? ''}`.trim();
      return `${name}: ${stage} ${status}${error === null ? '' : `: ${error.code} ${error.message}`}`;
    }
  }
}
