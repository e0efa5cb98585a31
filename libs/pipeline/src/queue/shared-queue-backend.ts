import { PostgresQueueBackend } from 'bullmq';

/** A queue's or a worker's place in the database, reached by sessions that it shares with others. */
export class SharedQueueBackend extends PostgresQueueBackend {
  /** A session that listens for several workers has all of their names, which BullMQ looks for one by one. */
  override async getClientList(): Promise<string[]> {
    const lists = await super.getClientList();
    return lists.map((list) => list.replaceAll(' ', '\nname='));
  }
}
