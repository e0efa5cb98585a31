import { setTimeout as wait } from 'node:timers/promises';
import type { LoginView } from '@packyard/contracts';
import type { Command } from 'commander';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';
import { readSession, storeSession } from '../sessions-file';
import { SignOnClient, storedAs } from '../sign-on-client';

const HELP = `
The session lasts as long as the service says (12 hours unless it is told otherwise). It is used for this service
where neither --token, PACKYARD_TOKEN nor a profile says otherwise.`;

export function addSessionCommands(program: Command, contextOf: () => CommandContext): void {
  program
    .command('login')
    .description('sign on with a browser, on this machine or another one')
    .addHelpText('after', HELP)
    .action(async () => {
      const { connection, print, tell } = contextOf();
      const client = new SignOnClient(connection);
      const begun = await client.beginDevice();
      const { verification_uri_complete: complete, verification_uri: address, user_code: code } = begun;
      tell(
        `Open ${printable(complete ?? address)} in a browser, and see to it that it shows the code ${oneLine(code)}.`,
      );
      const session = await signedOn(client, begun);
      storeSession(connection.url, storedAs(session.user.login, session));
      print([`Signed on as ${oneLine(session.user.login)}.`]);
    });

  program
    .command('logout')
    .description('end the session that packyard login began')
    .action(async () => {
      const { connection, print } = contextOf();
      const session = readSession(connection.url);
      if (session === undefined) {
        throw new CliError(
          `There is no session with ${connection.url}.`,
          'Use packyard login to begin one.',
          EXIT_CODES.usage,
        );
      }
      storeSession(connection.url, undefined);
      await new SignOnClient({ ...connection, token: session.access_token }).end();
      print([`Signed off from ${connection.url}.`]);
    });
}

async function signedOn(
  client: SignOnClient,
  { device, interval, expires_in: seconds }: { device: string; interval: number; expires_in: number },
): Promise<LoginView> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    await wait(interval * 1000);
    const session = await client.endDevice(device);
    if (session !== undefined) return session;
  }
  throw new CliError('The code was not entered in time.', 'Use packyard login again.', EXIT_CODES.unauthorized);
}

/** With its query, which holds nothing but the code. */
function printable(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href;
  throw new CliError('The service names no address to sign on at.', undefined, EXIT_CODES.unreachable);
}
