// Calls about the merchant's relink policy: read, save, and what it would do.
import { z } from 'zod';
import { DAILY_CAP_MAX, type PolicySettings, policyProblem } from '#domain/connections/relink_policy.ts';
import { dryRun } from '#domain/connections/relink_policy_dry_run.ts';
import { policyOf, savePolicy } from '#domain/connections/relink_policy_work.ts';
import { invalidParam } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { call } from '../call.ts';
import { flag, whole } from '../reading.ts';
import { previewOf } from '../relink_requests/preview.ts';

const DAYS_MAX = 3;
const ZONE_MAX = 100;
const hour = whole({ min: 0, max: 23 });

const fields = z.object({
  enabled: flag(),
  when_relinkable: flag(),
  days_before: z.array(whole({ min: 1, max: 30 })).max(DAYS_MAX),
  quiet_from: hour,
  quiet_until: hour,
  time_zone: text({ max: ZONE_MAX }),
  daily_cap: whole({ min: 1, max: DAILY_CAP_MAX }),
});

const WORDS: Partial<Record<keyof PolicySettings, string>> = {
  days_before: 'Days before are 30, 7 and 1, each at most once.',
  time_zone: 'This is not a time zone such as Europe/Berlin.',
};

export const retrievePolicy = call('GET /policy', { role: 'viewer', run: policyOf });

export const updatePolicy = call('POST /policy', {
  role: 'owner',
  body: fields,
  run: async (context, { body }) => {
    const saved = await savePolicy(context, body);
    if ('problem' in saved) throw policyError(saved.problem);
    return saved;
  },
});

export const tryPolicy = call('POST /policy/dry_run', {
  role: 'viewer',
  body: fields,
  run: async (context, { body }) => {
    const problem = policyProblem(body);
    if (problem !== null) throw policyError(problem);
    const { now, upcoming } = await dryRun(context, body);
    return { now: await previewOf(context, now), upcoming };
  },
});

function policyError(problem: keyof PolicySettings) {
  return invalidParam(WORDS[problem] ?? `Invalid ${problem}.`, problem);
}
