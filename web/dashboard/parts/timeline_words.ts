// What a step of a relink means for whoever reads the timeline: one heading, and the sentences that explain it.
import type { TimelineEntry } from '../../../server/src/wire/dashboard_objects.ts';
import type { ErrorKind } from '../../../server/src/wire/flow.ts';
import { timelineWords } from '../catalogue/account_timeline.ts';
import { useFormats } from '../catalogue/formats.ts';
import { type Say, useWords } from '../catalogue/words.ts';
import type { Tone } from '../kit/status.tsx';

/** Why a visit to the bank ended, and why a relink did. Every one has its sentence. */
type Kind = ErrorKind | 'no_account' | 'no_authorization';

const KINDS: Record<Kind, true> = {
  institution_down: true,
  institution_maintenance: true,
  accounts_unavailable: true,
  no_eligible_accounts: true,
  no_accounts: true,
  numbers_unavailable: true,
  wrong_account: true,
  wrong_person: true,
  bank_refused: true,
  sign_in_failed: true,
  locked_out: true,
  bank_cancelled: true,
  expired: true,
  no_account: true,
  no_authorization: true,
  other: true,
};
const SOURCES = ['api', 'dashboard', 'policy', 'page'] as const;

type Words = Say<(typeof timelineWords)['en']>;

/** Of every step of a relink: an account shows its newest one, a timeline all of them. */
export const STEP_TONES: Record<TimelineEntry['step'], Tone> = {
  requested: 'active',
  waiting: 'warn',
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

/** What is over steps back; only the newest step may still be under way. */
export function stepTone(step: TimelineEntry['step'], newest: boolean): Tone {
  const tone = STEP_TONES[step];
  return tone === 'active' && !newest ? 'calm' : tone;
}

/** Says why it did not work. */
export function useKindText(): (kind: unknown) => string {
  const say = useWords(timelineWords);
  return (kind) => say(`kind_of.${knownKind(kind)}`);
}

/** Pure. Kinds that we do not know are just something. Some timelines call a stop at the bank by its bare name. */
export function knownKind(kind: unknown): Kind {
  if (kind === 'cancelled') return 'bank_cancelled';
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? (kind as Kind) : 'other';
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
        case 'waiting':
          return [reason, say('step.waiting_note')];
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
