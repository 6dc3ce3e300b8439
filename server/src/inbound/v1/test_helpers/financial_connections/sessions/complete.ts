// POST /v1/test_helpers/financial_connections/sessions/:session/complete
import { z } from 'zod';
import { servesCountry } from '#domain/connections/eligibility.ts';
import { isFixed } from '#domain/connections/flow.ts';
import { institutionByIdOrName } from '#domain/connections/institution_rows.ts';
import { lockSession, sessionById } from '#domain/connections/session.ts';
import { afterJob, endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest, missingParam, noSuch } from '#inbound/http/errors.ts';
import { array, enumeration, text } from '#inbound/http/params.ts';
import { showSession } from '#inbound/v1/financial_connections/sessions/retrieve.ts';
import { enqueue, jobUnderWay } from '#jobs/enqueue.ts';

const NAME_MAX = 255;
const OUTCOMES = ['success', 'cancel', 'fail_authentication', 'wrong_account', 'unexpected_error'] as const;

const params = z.object({
  outcome: enumeration(OUTCOMES).optional(),
  institution: text({ max: NAME_MAX }).optional(),
  accounts: array(text({ max: NAME_MAX }), { min: 1 }).optional(),
  bank_user: text({ max: NAME_MAX }).optional(),
});

/** Goes through the whole flow at the sandbox bank without a browser and answers with the finished session. */
export const complete = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/financial_connections/sessions/:session/complete',
  params,
  sandbox_only: true,
  async run(context, given, path) {
    const owner = { merchant: context.merchant.id, livemode: context.livemode };
    const found = await sessionById(context.trx, owner, path.session);
    if (found === null) throw noSuch('session', path.session, null);
    const session = await lockSession(context.trx, found.id);
    if (session.status !== 'pending') {
      throw invalidRequest(`This session is already ${session.status}. Create another one.`, {
        code: 'status_transition_invalid',
      });
    }
    if (given.outcome === 'wrong_account' && session.relink_account === null) {
      throw invalidRequest('Only a session with relink_options[account] can end with a wrong account.', {
        param: 'outcome',
      });
    }
    const name = given.institution ?? session.institution;
    if (name === null) throw missingParam('institution');
    const institution = await institutionByIdOrName(context.trx, context.livemode, name);
    if (institution === null) throw noSuch('institution', name, 'institution');
    if (!servesCountry(institution, session.filter_countries)) {
      throw invalidRequest("This institution is outside of the session's country filter.", { param: 'institution' });
    }
    if (isFixed(session) && institution.id !== session.institution) {
      throw invalidRequest('This session is bound to another institution.', { param: 'institution' });
    }
    // Somebody who asks twice at once waits twice for the same walk.
    const walk = await jobUnderWay(context.trx, 'session.complete', session.id);
    if (walk !== null) return afterJob(walk);
    const now = context.clock.now();
    const job = await enqueue(context.trx, {
      kind: 'session.complete',
      payload: {
        session: session.id,
        outcome: given.outcome ?? 'success',
        institution: institution.id,
        accounts: given.accounts ?? null,
        bank_user: given.bank_user ?? null,
      },
      due_at: now,
      test_clock: null,
      unique_key: session.id,
      created: now,
    });
    return afterJob(job);
  },
  present: (context, path) => showSession(context, path.session),
});
