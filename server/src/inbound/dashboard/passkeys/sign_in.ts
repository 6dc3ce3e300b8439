// The calls by which somebody signs in with a passkey.
import { z } from 'zod';
import { confirmedMemberships } from '#domain/merchants/member_rows.ts';
import { passkeyByCredential, passkeyUsed, signInChallenge, useSignInChallenge } from '#domain/merchants/passkey.ts';
import { signIn } from '#domain/merchants/sign_in.ts';
import { signInCookie } from '../cookie.ts';
import { readJson } from '../reading.ts';
import type { Dashboard, Exchange } from '../serve.ts';
import { begin, browserOf } from '../unknown_person.ts';
import { challengeIn, checkSignIn, notAccepted, response, signInOptions } from './webauthn.ts';

const body = z.strictObject({ response });

export const passkeyCalls = {
  'passkey/options': async (dashboard: Dashboard, one: Exchange) => {
    return { options: await signInOptions(one.origin, signInChallenge(dashboard.world)) };
  },
  'passkey/sign_in': async (dashboard: Dashboard, one: Exchange): Promise<{ signed_in: true }> => {
    const { response: given } = await readJson(body, one.request);
    const challenge = challengeIn(given);
    const cookie = await begin(dashboard, async (base) => {
      const passkey = await passkeyByCredential(base.trx, String(given.id));
      if (passkey === null) throw notAccepted();
      const counter = await checkSignIn(given, challenge, one.origin, passkey);
      // Only who can sign leaves a trace.
      if (!(await useSignInChallenge(base, Buffer.from(challenge, 'base64url').toString()))) throw notAccepted();
      await passkeyUsed(base, passkey.id, counter);
      if ((await confirmedMemberships(base.trx, passkey)).length === 0) throw notAccepted();
      return await signIn(base, passkey, browserOf(one));
    });
    one.headers.set('Set-Cookie', signInCookie(cookie, one.origin));
    return { signed_in: true };
  },
};
