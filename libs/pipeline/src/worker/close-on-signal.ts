import type { INestApplicationContext } from '@nestjs/common';

/** Ends the process cleanly when it is told to: what is under way is finished or given back first. */
export function closeOnSignal(app: INestApplicationContext): void {
  const close = () => void app.close().then(() => process.exit(0));
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}
