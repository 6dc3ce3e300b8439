// A webhook receiver that takes connections and bytes and never answers.
import { type AddressInfo, createServer, type Socket } from 'node:net';

const MAX_CONNECTIONS = 1_000;

export interface Receiver {
  url: string;
  close(): Promise<void>;
}

export async function startHangingReceiver(): Promise<Receiver> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.resume();
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
