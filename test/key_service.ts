// A key service behind a socket with the verbs of AWS KMS, and the adapter to it that somebody would write.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeyPort, WrappedKey } from '../server/src/kernel/key_port.ts';

export interface KeyService {
  url: string;
  /** What it was asked, in order. */
  asked: string[];
  close(): void;
}

/** The master key never leaves it. */
export async function startKeyService(): Promise<KeyService> {
  const master = randomBytes(32);
  const wrap = (plain: Buffer) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', master, iv);
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
  };
  const unwrap = (text: string) => {
    const wrapped = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, 12));
    decipher.setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]).toString('base64');
  };
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const verb = String(request.headers['x-amz-target']);
    const body = JSON.parse(await new Response(request as never).text()) as {
      CiphertextBlob: string;
      Plaintext?: string;
    };
    asked.push(verb);
    const plain = randomBytes(32);
    const answers: Record<string, object> = {
      GenerateDataKey: { Plaintext: plain.toString('base64'), CiphertextBlob: wrap(plain) },
      Decrypt: verb === 'Decrypt' ? { Plaintext: unwrap(body.CiphertextBlob) } : {},
      Encrypt: verb === 'Encrypt' ? { CiphertextBlob: wrap(Buffer.from(String(body.Plaintext), 'base64')) } : {},
    };
    response.end(JSON.stringify(answers[verb]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => server.close(),
  };
}

/** `former` opens what was wrapped before there was the service. */
export function keyServicePort({ url }: Pick<KeyService, 'url'>, former: KeyPort): KeyPort {
  const master = 'service:relink';
  const ask = async (verb: string, body: object): Promise<Record<'Plaintext' | 'CiphertextBlob', string>> => {
    const answer = await fetch(url, { method: 'POST', headers: { 'x-amz-target': verb }, body: JSON.stringify(body) });
    return (await answer.json()) as never;
  };
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const text = (given: Uint8Array) => Buffer.from(given).toString('base64');
  const decrypt = async (key: WrappedKey) =>
    key.master === master
      ? bytes((await ask('Decrypt', { CiphertextBlob: text(key.wrapped) })).Plaintext)
      : await former.decrypt(key);
  return {
    master,
    decrypt,
    async generateDataKey() {
      const { Plaintext, CiphertextBlob } = await ask('GenerateDataKey', { KeySpec: 'AES_256' });
      return { master, plain: bytes(Plaintext), wrapped: bytes(CiphertextBlob) };
    },
    async reEncrypt(key) {
      const { CiphertextBlob } = await ask('Encrypt', { Plaintext: text(await decrypt(key)) });
      return { master, wrapped: bytes(CiphertextBlob) };
    },
  };
}
