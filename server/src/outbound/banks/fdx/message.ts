// Answers that a bank signs, or also encrypts for us: a JWS, or a JWE around one.
import { compactDecrypt, createLocalJWKSet, errors, importJWK, jwtVerify } from 'jose';
import type { ClientKeys } from '../client_keys.ts';
import { type BankAnswer, protocolError } from '../http.ts';
import type { FdxProtocol } from '../protocol.ts';
import type { Signer, WithBankKeys } from './bank_keys.ts';
import { interactionId } from './problem.ts';

const SIGNED_WITH = ['ES256', 'PS256', 'EdDSA'];
const ENCRYPTED_WITH = ['ECDH-ES+A256KW', 'ECDH-ES'];
const CLOCK_TOLERANCE_SECONDS = 30;
/** Compact JWS have three parts, JWE five. */
const PARTS = { signed_jwt: 3, encrypted_jwt: 5 } as const;

export interface MessageOptions {
  keys: ClientKeys;
  withKeys: WithBankKeys;
  now: Date;
}

/** The answer with what it really says as its text. One that lacks the protection which the bank's row promises is not believed. */
export async function openMessage(
  { keys, withKeys, now }: MessageOptions,
  { payment_networks: form, client }: Pick<FdxProtocol, 'payment_networks' | 'client'>,
  signer: Signer,
  answer: BankAnswer,
): Promise<BankAnswer> {
  if (form === 'json') return answer;
  const upstream = { status: answer.status, interaction_id: interactionId(answer.headers) };
  const told = messageIn(answer.text);
  if (told.split('.').length !== PARTS[form]) throw protocolError(`an answer that should be a ${form}`, upstream);
  try {
    const signed = form === 'encrypted_jwt' ? await decrypted(keys, told) : told;
    const { payload } = await withKeys(signer, (set) =>
      jwtVerify(signed, createLocalJWKSet(set), {
        issuer: signer.issuer,
        audience: client.id,
        algorithms: SIGNED_WITH,
        currentDate: now,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      }),
    );
    return { ...answer, text: JSON.stringify(payload) };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw protocolError(`a message that proves nothing (${error.code})`, upstream);
  }
}

/** The bare message; some banks put it into quotes. */
function messageIn(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}

async function decrypted(keys: ClientKeys, message: string): Promise<string> {
  const { plaintext } = await compactDecrypt(
    message,
    async ({ kid, alg }) => {
      const key = kid === undefined ? await keys.current('encryption') : await keys.byId(kid);
      if (key?.purpose !== 'encryption') throw protocolError('a message for another key');
      return await importJWK(key.private_key, alg);
    },
    { keyManagementAlgorithms: ENCRYPTED_WITH },
  );
  return new TextDecoder().decode(plaintext);
}
