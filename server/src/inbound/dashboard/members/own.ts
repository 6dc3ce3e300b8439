// Calls about one's own sign-ins and passkeys.
import { z } from 'zod';
import {
  addPasskey,
  PASSKEYS_MAX,
  type Passkey,
  passkeysOf,
  rememberChallenge,
  removePasskey,
  takeChallenge,
} from '#domain/merchants/passkey.ts';
import { endSignIn, signInsOf } from '#domain/merchants/sign_in.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { PasskeyRow } from '#wire/dashboard_workspace.ts';
import { call } from '../call.ts';
import { challengeIn, checkRegistration, notAccepted, registrationOptions, response } from '../passkeys/webauthn.ts';

const NAME_MAX = 100;

export const listSignIns = call('GET /sign_ins', {
  role: 'viewer',
  run: async (context) =>
    (await signInsOf(context, context.sign_in)).map((row) => ({
      id: row.id,
      current: row.id === context.sign_in.id,
      user_agent: row.user_agent,
      created: unixSeconds(row.created),
      last_used_at: unixSeconds(row.last_used_at),
    })),
});

export const end = call('DELETE /sign_ins/:id', {
  role: 'viewer',
  run: async (context, { path }): Promise<{ deleted: true }> => {
    if (!(await endSignIn(context.trx, context.sign_in, path.id))) throw noSuch('sign-in', path.id, null);
    return { deleted: true };
  },
});

export const listPasskeys = call('GET /passkeys', {
  role: 'viewer',
  run: async (context) => (await passkeysOf(context.trx, context.sign_in)).map(present),
});

export const passkeyOptions = call('POST /passkeys/options', {
  role: 'viewer',
  run: async (context) => {
    const { email } = context.sign_in;
    const known = await passkeysOf(context.trx, context.sign_in);
    if (known.length >= PASSKEYS_MAX) throw invalidRequest(`You can have at most ${PASSKEYS_MAX} passkeys.`);
    const { challenge, options } = await registrationOptions(context.origin, context.sign_in, known);
    await rememberChallenge(context, challenge, email);
    return { options };
  },
});

export const createPasskey = call('POST /passkeys', {
  role: 'viewer',
  body: z.object({ response, name: text({ max: NAME_MAX }).optional() }),
  run: async (context, { body }) => {
    const { email, merchant } = context.sign_in;
    const challenge = challengeIn(body.response);
    if (!(await takeChallenge(context, challenge, email))) throw notAccepted();
    const credential = await checkRegistration(body.response, challenge, context.origin);
    const added = await addPasskey(context, {
      email,
      merchant,
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      transports: credential.transports ?? [],
      name: body.name ?? null,
    });
    if (added === null) throw notAccepted();
    return present(added);
  },
});

export const deletePasskey = call('DELETE /passkeys/:id', {
  role: 'viewer',
  run: async (context, { path }): Promise<{ deleted: true }> => {
    if (!(await removePasskey(context.trx, context.sign_in, path.id))) throw noSuch('passkey', path.id, null);
    return { deleted: true };
  },
});

function present({ id, name, created }: Passkey): PasskeyRow {
  return { id, name, created: unixSeconds(created) };
}
