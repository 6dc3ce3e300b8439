// The calls by which somebody signs in with a passkey.
import { z } from 'zod';
import { confirmedMemberships } from '#domain/merchants/member_rows.ts';
import { passkeyByCredential, passkeyUsed, rememberChallenge, takeChallenge } from '#domain/merchants/passkey.ts';
import { signIn } from '#domain/merchants/sign_in.ts';
import { signInCookie } from '../cookie.ts';
import { readJson } from '../reading.ts';
import type { Dashboard, Exchange } from '../serve.ts';
import { begin, browserOf } from '../unknown_person.ts';
import { challengeIn, checkSignIn, notAccepted, response, signInOptions } from './webauthn.ts';

const body = z.strictObject({ response });

export const passkeyCalls = {
  'passkey/options': async (dashboard: Dashboard, one: Exchange) => {
    const { challenge, options } = await signInOptions(one.origin);
    await begin(dashboard, (base) => rememberChallenge(base, challenge, null));
    return { options };
  },
  'passkey/sign_in': async (dashboard: Dashboard, one: Exchange): Promise<{ signed_in: true }> => {
    const { response: given } = await readJson(body, one.request);
    const challenge = challengeIn(given);
    // Used up by itself, so that a signature that is refused cannot be tried again.
    if (!(await begin(dashboard, (base) => takeChallenge(base, challenge, null)))) throw notAccepted();
    const cookie = await begin(dashboard, async (base) => {
      const passkey = await passkeyByCredential(base.trx, String(given.id));
      if (passkey === null) throw notAccepted();
      const counter = await checkSignIn(given, challenge, one.origin, passkey);
      await passkeyUsed(base, passkey.id, counter);
      if ((await confirmedMemberships(base.trx, passkey)).length === 0) throw notAccepted();
      return await signIn(base, passkey, browserOf(one));
    });
    one.headers.set('Set-Cookie', signInCookie(cookie, one.origin));
    return { signed_in: true };
  },
};
