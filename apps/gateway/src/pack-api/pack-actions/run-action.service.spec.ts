import { EventEmitter } from 'node:events';
import { ExecutionId, RejectedError } from '@packyard/contracts';
import type { ExecutionEntity, ExecutionRepository } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import type { AuthorizedRequest } from '../../access/access.guard';
import type { Notifications } from '../../notifications';
import { EventFeed } from '../events/event-feed';
import { OpenWaitLimiter } from '../events/open-wait-limiter';
import { ExecutionWaiter } from '../executions/execution-waiter';
import type { SubmitService } from '../executions/submit.service';
import { RunActionService } from './run-action.service';

const MOST = 250;
const id = ExecutionId.parse(7);

describe('requests that are answered when an execution has ended', () => {
  let hasEnded: boolean;
  let isRevoked: boolean;
  let submitted: number;
  let notify: (payload?: string) => void;
  let service: RunActionService;

  beforeEach(() => {
    [hasEnded, isRevoked, submitted] = [false, false, 0];
    const notifications = { listen: (_channel: string, heard: typeof notify) => (notify = heard) };
    const executions = {
      hasEnded: () => Promise.resolve(hasEnded),
      find: () => Promise.resolve({ id, result: 'the output' } as unknown as ExecutionEntity),
    };
    const submissions = {
      submit: () => {
        submitted += 1;
        return Promise.resolve({ id });
      },
    };
    service = new RunActionService(
      submissions as unknown as SubmitService,
      new ExecutionWaiter(
        executions as unknown as ExecutionRepository,
        new EventFeed(notifications as unknown as Notifications),
      ),
      new OpenWaitLimiter(),
    );
  });

  function ask(): { answer: Promise<ExecutionEntity>; goAway: () => void } {
    const socket = Object.assign(new EventEmitter(), { destroyed: false });
    const request = {
      caller: { actor: { kind: 'token', id: 1, name: 'ci', address: '192.0.2.1' } },
      headers: {},
      protocol: 'http',
      raw: { socket },
      authorizeAgain: () =>
        isRevoked
          ? Promise.reject(new RejectedError('UNAUTHENTICATED', 'Invalid authentication token', { hint: 'Log in.' }))
          : Promise.resolve({}),
      socket: {},
    } as unknown as AuthorizedRequest;
    const answer = service.run({ action: 'core.download_packs', body: {}, request });
    return { answer, goAway: () => void socket.emit('close') };
  }

  const end = () => {
    hasEnded = true;
    notify('7');
  };

  it('get the output', async () => {
    const { answer } = ask();
    await eventually(() => expect(submitted).toBe(1));
    end();
    expect(await answer).toMatchObject({ result: 'the output' });
  });

  it('are counted, before anything is submitted', async () => {
    const waiting = Array.from({ length: MOST }, ask);
    await expect(ask().answer).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(submitted).toBe(MOST);
    end();
    await Promise.all(waiting.map(({ answer }) => answer));
    await expect(ask().answer).resolves.toMatchObject({ id });
  });

  it('make room when their clients go, although the execution goes on', async () => {
    const waiting = Array.from({ length: MOST }, ask);
    await eventually(() => expect(submitted).toBe(MOST));
    for (const { goAway } of waiting) goAway();
    await Promise.all(waiting.map(({ answer }) => expect(answer).rejects.toBeInstanceOf(RejectedError)));
    const { answer } = ask();
    await eventually(() => expect(submitted).toBe(MOST + 1));
    end();
    await expect(answer).resolves.toMatchObject({ id });
  });

  it('get nothing by a token that was revoked meanwhile', async () => {
    const { answer } = ask();
    await eventually(() => expect(submitted).toBe(1));
    isRevoked = true;
    end();
    await expect(answer).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
