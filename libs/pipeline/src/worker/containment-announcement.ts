import { hostname } from 'node:os';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Containment } from '@packyard/sandbox';
import { ContainmentReportRepository } from '@packyard/schema';

const EVERY_MS = 60_000;

/** Says in the database, again and again, what contains foreign code in this process. */
@Injectable()
export class ContainmentAnnouncement implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ContainmentAnnouncement.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly containment: Containment,
    private readonly reports: ContainmentReportRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.announce();
    this.timer = setInterval(() => void this.announce(), EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Work goes on without it; it is said again soon. */
  private async announce(): Promise<void> {
    try {
      await this.reports.report(`${hostname()} ${process.pid}`, this.containment.report);
    } catch (error) {
      this.logger.warn(`What contains foreign code could not be reported: ${String(error)}`);
    }
  }
}
