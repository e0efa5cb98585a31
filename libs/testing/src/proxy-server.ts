import { createServer, type IncomingHttpHeaders, request as ask } from 'node:http';
import { connect } from 'node:net';
import { listenOnLoopback, type LoopbackServer } from './loopback-server';

export interface ProxyServer extends LoopbackServer {
  /** What it was asked for, as `METHOD target`. */
  requests: string[];
}

interface ProxyOptions {
  /** `user:password`, when it lets nobody through without. */
  login?: string;
  /** Where names lead that only the proxy knows. */
  hosts?: Readonly<Record<string, string>>;
}

/** A proxy as companies have it: forwards plain requests, makes tunnels for encrypted ones. */
export async function startProxyServer({ login, hosts = {} }: ProxyOptions = {}): Promise<ProxyServer> {
  const requests: string[] = [];
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const mayPass = (headers: IncomingHttpHeaders) => wanted === undefined || headers['proxy-authorization'] === wanted;
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (!mayPass(request.headers)) return void response.writeHead(407).end();
    const url = new URL(request.url ?? '');
    const { 'proxy-authorization': _login, ...headers } = request.headers;
    const options = {
      host: hosts[url.hostname] ?? url.hostname,
      port: url.port || 80,
      method: request.method ?? 'GET',
    };
    const forward = ask({ ...options, path: `${url.pathname}${url.search}`, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forward.on('error', () => response.writeHead(502).end());
    request.pipe(forward);
  });
  server.on('connect', (request, client) => {
    requests.push(`CONNECT ${request.url ?? ''}`);
    client.on('error', () => undefined);
    if (!mayPass(request.headers)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = '443'] = (request.url ?? '').split(':');
    const target = connect(Number(port), hosts[host] ?? host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return { ...(await listenOnLoopback(server)), requests };
}
