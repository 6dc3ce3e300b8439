// What a step of a relink means for whoever reads the timeline: one heading, and the sentences that explain it.
import type { TimelineEntry } from '../../../server/src/wire/dashboard_objects.ts';
import { timelineWords } from '../catalogue/account_timeline.ts';
import { useFormats } from '../catalogue/formats.ts';
import { type Say, useWords } from '../catalogue/words.ts';
import type { Tone } from '../kit/status.tsx';

const KINDS = [
  'institution_down',
  'institution_maintenance',
  'accounts_unavailable',
  'no_eligible_accounts',
  'no_accounts',
  'numbers_unavailable',
  'wrong_account',
  'wrong_person',
  'bank_refused',
  'sign_in_failed',
  'bank_cancelled',
  'expired',
  'no_account',
  'no_authorization',
] as const;
const SOURCES = ['api', 'dashboard', 'policy', 'page'] as const;

type Words = Say<(typeof timelineWords)['en']>;

export const STEP_TONES: Record<TimelineEntry['step'], Tone> = {
  requested: 'active',
  sent: 'active',
  not_sent: 'bad',
  sending_unknown: 'warn',
  delivered: 'active',
  bounced: 'bad',
  opened: 'active',
  at_bank: 'active',
  returned: 'warn',
  renewed: 'active',
  expired: 'calm',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'calm',
  superseded: 'calm',
};

/** Says why it did not work. Kinds that we do not know are just something. */
export function useKindText(): (kind: unknown) => string {
  const say = useWords(timelineWords);
  return (kind) => say(`kind_of.${KINDS.find((known) => known === kind) ?? 'other'}`);
}

export type FoundAccount = { display_name: string | null; last4: string | null };

/** “Joint account ····2468 and Savings ····1111” */
export function useFoundText(): (found: unknown) => string | null {
  const say = useWords(timelineWords);
  const formats = useFormats();
  return (found) => {
    if (!Array.isArray(found) || found.length === 0) return null;
    const names = (found as FoundAccount[]).map(({ display_name, last4 }) =>
      [display_name ?? say('found_unnamed'), last4 === null ? '' : `····${last4}`].join(' ').trim(),
    );
    return say('found', { accounts: formats.list(names) });
  };
}

/** The sentences below a step's heading, none to three. */
export function useStepNotes(): (entry: TimelineEntry) => string[] {
  const say = useWords(timelineWords);
  const kindText = useKindText();
  const foundText = useFoundText();
  return ({ step, detail }) => {
    const reason = typeof detail.reason === 'string' ? detail.reason : null;
    const notes: (string | null)[] = ((): (string | null)[] => {
      switch (step) {
        case 'requested':
          return requestedNotes(say, detail);
        case 'not_sent':
          return [reason, say('step.not_sent_note')];
        case 'sending_unknown':
          return [reason, say('step.sending_unknown_note')];
        case 'bounced':
          return [reason, say('step.bounced_note')];
        case 'returned':
          return [kindText(detail.kind), foundText(detail.found), say('step.retry_note')];
        case 'renewed':
          return [detail.delivery_method === 'email' ? say('step.by_email') : null];
        case 'failed':
          return [kindText(detail.failure ?? detail.error)];
        case 'expired':
        case 'cancelled':
          return [say(`step.${step}_note`)];
        default:
          return [reason];
      }
    })();
    return notes.filter((note) => note !== null);
  };
}

function requestedNotes(say: Words, detail: Record<string, unknown>): (string | null)[] {
  const source = SOURCES.find((known) => known === detail.source);
  const by = source === undefined ? null : say(`step.requested.${source}`);
  if (source === 'page') return [by];
  return [by, say(detail.delivery_method === 'url' ? 'step.by_url' : 'step.by_email')];
}
