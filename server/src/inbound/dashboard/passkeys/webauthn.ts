// What passkeys sign, by WebAuthn: the options that browsers take, and the answers checked with SimpleWebAuthn.
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import type { Person } from '#domain/merchants/member_rows.ts';
import type { Passkey } from '#domain/merchants/passkey.ts';
import { invalidRequest } from '#inbound/http/errors.ts';

/** Loaded when somebody uses a passkey: it is a tenth of a second that no start should pay. */
const library = () => import('@simplewebauthn/server');

/** The shape of a browser's answer is checked by the library. */
export const response = z.record(z.string(), z.unknown());
export type Response = z.output<typeof response>;

export interface Options {
  challenge: string;
  options: Record<string, unknown>;
}

/** The name that a passkey is bound to. Browsers know none for a bare address. */
function relyingParty(origin: string): string {
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return hostname;
  throw invalidRequest('Passkeys need a host name instead of an address, for example localhost.');
}

export async function registrationOptions(origin: string, person: Person, known: Passkey[]): Promise<Options> {
  const rpID = relyingParty(origin);
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: 'Relink',
    rpID,
    userName: person.email,
    userID: userHandle(person),
    attestationType: 'none',
    excludeCredentials: known.map((passkey) => ({ id: passkey.credential_id })),
    // It stands in for a mailbox, so whoever holds the device must also show that he is its owner.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { challenge: options.challenge, options: { ...options } };
}

/** A device keeps one passkey for each; at most 64 bytes, which an address may exceed. */
function userHandle({ email, merchant }: Person): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    createHash('sha256')
      .update(`${merchant ?? ''} ${email}`)
      .digest(),
  );
}

export async function signInOptions(origin: string, challenge: string): Promise<Options['options']> {
  const rpID = relyingParty(origin);
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({ rpID, challenge, userVerification: 'required' });
  return { ...options };
}

/** The challenge that a browser says it signed; whether it was ours, and what the signature is worth, comes after. */
export function challengeIn(given: Response): string {
  try {
    const { clientDataJSON } = given.response as { clientDataJSON: string };
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge: unknown };
    if (typeof challenge === 'string') return challenge;
  } catch {}
  throw notAccepted();
}

/** Throws the 400 of a passkey that is not accepted. */
export async function checkRegistration(given: Response, challenge: string, origin: string) {
  const { verifyRegistrationResponse } = await library();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: relyingParty(origin),
    });
    if (registrationInfo) return registrationInfo.credential;
  } catch {}
  throw notAccepted();
}

/** Returns the passkey's new counter; throws the 400 of one that is not accepted. */
export async function checkSignIn(
  given: Response,
  challenge: string,
  origin: string,
  passkey: Passkey,
): Promise<number> {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: given as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: relyingParty(origin),
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
      },
    });
    if (verified) return authenticationInfo.newCounter;
  } catch {}
  throw notAccepted();
}

export function notAccepted() {
  return invalidRequest('This passkey was not accepted.', { param: 'response' });
}
