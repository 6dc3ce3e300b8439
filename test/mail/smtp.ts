// Mail servers for tests: a real one that keeps what it takes and refuses on demand, and a raw one that misbehaves.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface KeptMail {
  from: string;
  to: string[];
  raw: string;
  email: Email;
}

/** An answer of the server's own, for example `[451, 'try later']`. */
type Refusal = [number, string];

export interface RealServer {
  url: string;
  /** What it has taken, oldest first. */
  taken: KeptMail[];
  /** Answers for the next recipients or messages, used up one after the other. */
  recipients: Refusal[];
  messages: Refusal[];
  /** What happens once, between the next message and its answer. */
  meanwhile: (() => Promise<unknown>) | null;
  /** Hang up at the end of the next message instead of answering. */
  hang_up: boolean;
  /** The Message-ID of every message that was sent to it as a whole, taken or not. */
  seen: string[];
  close(): Promise<void>;
}

export async function openRealServer(): Promise<RealServer> {
  const real: RealServer = {
    ...{ url: '', taken: [], recipients: [], messages: [], meanwhile: null, hang_up: false, seen: [] },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) => done(errorOf(real.recipients.shift())),
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString('utf8');
      const email = await PostalMime.parse(raw);
      real.seen.push(String(email.messageId));
      const { meanwhile } = real;
      real.meanwhile = null;
      await meanwhile?.();
      if (real.hang_up) {
        real.hang_up = false;
        for (const socket of sockets) socket.destroy();
        return;
      }
      const refusal = real.messages.shift();
      if (refusal !== undefined) return done(errorOf(refusal));
      const { mailFrom, rcptTo } = session.envelope;
      real.taken.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        raw,
        email,
      });
      done();
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  real.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return real;
}

function errorOf(refusal: Refusal | undefined): Error | null {
  return refusal === undefined ? null : Object.assign(new Error(refusal[1]), { responseCode: refusal[0] });
}

export interface RawServer {
  url: string;
  /** Connections so far. */
  connections: number;
  close(): Promise<void>;
}

/** What to do when a line comes; `''` is the moment of the connection, `'.'` the end of a message. */
export type Script = (line: string, socket: Socket) => void;

/** The answers of a server that takes everything. */
export const TAKES_ALL: Script = (line, socket) => {
  if (line === '') socket.write('220 ready\r\n');
  else if (line.startsWith('EHLO')) socket.write('250 hello\r\n');
  else if (line === 'DATA') socket.write('354 go on\r\n');
  else if (line === 'QUIT') socket.end('221 bye\r\n');
  else if (/^(MAIL|RCPT|RSET)/.test(line) || line === '.') socket.write('250 fine\r\n');
};

export async function openRawServer(script: Script): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const raw: RawServer = { url: '', connections: 0, close: async () => {} };
  const server: Server = createServer((socket) => {
    raw.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    converse(socket, script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  raw.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  raw.close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return raw;
}

/** Calls the script for commands and for the line that ends a message, not for the message's own lines. */
function converse(socket: Socket, script: Script): void {
  let rest = '';
  let message = false;
  script('', socket);
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (message && line !== '.') continue;
      message = line === 'DATA';
      script(line, socket);
    }
  });
}
