/** The one way out of a network of its own: a socket of the service, found at a port of loopback inside. */
export interface OneWay {
  /** Absolute path of a Unix socket that others may connect to. */
  socket: string;
  port: number;
}

// Runs inside: leads the port to the socket, and then runs the program.
const BRIDGE = `
const { spawn } = require('node:child_process');
const { connect, createServer } = require('node:net');
const { constants } = require('node:os');
const [socket, port, command, ...args] = process.argv.slice(1);
const failed = (code) => ({ message }) => {
  process.stderr.write(message + '\\n');
  process.exit(code);
};
const server = createServer({ allowHalfOpen: true }, (near) => {
  const far = connect({ path: socket, allowHalfOpen: true });
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far).pipe(near);
});
server.once('error', failed(126));
server.listen(Number(port), '127.0.0.1', () => {
  const child = spawn(command, args, { stdio: 'inherit' });
  child.once('error', failed(127));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
});
`;

/** What comes before a program that has only this way out. It holds nothing that the program may not know. */
export function acrossBridge(network: boolean | OneWay): string[] {
  if (typeof network === 'boolean') return [];
  return [process.execPath, '-e', BRIDGE, '--', network.socket, String(network.port)];
}
