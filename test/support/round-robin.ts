import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '@packyard/testing';

export interface RoundRobin {
  url: string;
  /** Of the gateways that are asked from now on. */
  serve: (urls: readonly string[]) => void;
  /** How often a request found nobody, or lost its gateway on the way. */
  failures: { refused: number; lost: number };
  close: () => Promise<void>;
}

/**
 * What stands before several gateways, as small as it gets: requests take turns, one that finds a gateway's door shut goes to
 * the next, and one whose gateway is lost on the way is answered with 502. Connections are kept, as proxies do.
 */
export async function startRoundRobin(): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true });
  const failures = { refused: 0, lost: 0 };
  let gateways: readonly string[] = [];
  let round = 0;

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, [gateway, ...others]: string[]) => {
    if (gateway === undefined) return void outgoing.writeHead(502).end();
    const { method, headers, url = '' } = incoming;
    const onward = request(`${gateway}${url}`, { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    outgoing.once('close', () => onward.destroy());
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (outgoing.closed) return;
      const isRefused = error.code === 'ECONNREFUSED';
      failures[isRefused ? 'refused' : 'lost'] += 1;
      if (isRefused) pass(incoming, outgoing, body, others);
      else if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    onward.end(body);
  };

  const inTurn = () => {
    const first = round++ % gateways.length;
    return [...gateways.slice(first), ...gateways.slice(0, first)];
  };
  const server = await listenOnLoopback(
    createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => pass(incoming, outgoing, Buffer.concat(chunks), inTurn()));
    }),
  );
  return {
    url: server.url,
    serve: (urls) => (gateways = [...urls]),
    failures,
    close: async () => {
      agent.destroy();
      await server.close();
    },
  };
}
