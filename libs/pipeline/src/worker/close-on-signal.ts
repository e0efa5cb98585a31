import type { INestApplicationContext } from '@nestjs/common';

/** Ends the process cleanly on SIGTERM and SIGINT: running work is finished or given back first. */
export function closeOnSignal(app: INestApplicationContext): void {
  const close = () => void app.close().then(() => process.exit(0));
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}
