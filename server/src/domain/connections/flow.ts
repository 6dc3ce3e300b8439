// What the customer's flow shows at this moment: derived from the session, its visit and the link it repairs, never stored.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { isId } from '#kernel/id.ts';
import type { AccountLabel, Action, Candidate, FlowView, InstitutionView, Pane } from '#wire/flow.ts';
import { ineligible } from './eligibility.ts';
import { searchInstitutions } from './institution_rows.ts';
import { manualEntryOf } from './manual_entry.ts';
import { matchAccounts } from './match.ts';
import { openingOf } from './opening.ts';
import { accountsOfSession } from './session.ts';
import { siblingsOf } from './visit.ts';
import { errorKindOf, type Failure, launchOf, readCandidates, visitById } from './visit_rows.ts';

export async function flowView(context: Context, session: Row<'sessions'>): Promise<FlowView> {
  const { trx, merchant } = context;
  const visit = session.visit === null ? null : await visitById(trx, session.visit);
  const institution = session.institution === null ? null : await institutionRow(trx, session.institution);
  const { account, ...reason } = await openingOf(context, session);
  return {
    session: { id: session.id, livemode: session.livemode, status: session.status },
    merchant: {
      name: merchant.name,
      accent: merchant.accent,
      logo_url: merchant.logo_url,
      support_email: merchant.support_email,
      support_url: merchant.support_url,
    },
    ...reason,
    account: account && labelOf(account, institution),
    permissions: session.permissions,
    institution: institution && institutionView(institution),
    institution_fixed: isFixed(session),
    limits: { accounts: session.limit_accounts },
    manual_entry: manualEntryOf(session),
    intent: intentOf(session),
    pane: await paneOf(context, session, visit, institution),
  };
}

/** Which kind of intent the account is collected for. */
function intentOf({ intent }: Row<'sessions'>): FlowView['intent'] {
  if (intent === null) return null;
  return isId('seti', intent) ? 'setup' : 'payment';
}

/** The bank is given: by the link to repair, or by the merchant's filter. */
export function isFixed(session: Row<'sessions'>): boolean {
  return session.relink_authorization !== null || session.filter_institution !== null;
}

export function institutionView(row: Row<'institutions'>): InstitutionView {
  const words = row.name
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .split(' ')
    .filter(Boolean);
  const initials = words
    .map((word) => word[0])
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return {
    id: row.id,
    name: row.name,
    initials,
    color: row.color,
    sign_in: row.connector === 'fdx' ? 'oauth' : 'form',
  };
}

async function institutionRow(trx: Transaction, id: Row<'institutions'>['id']): Promise<Row<'institutions'>> {
  return await trx.selectFrom('institutions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

type Labelled = { display_name: string | null; last4: string | null; subcategory: string };

function labelOf(
  { display_name, last4, subcategory }: Labelled,
  institution: Row<'institutions'> | null,
): AccountLabel {
  return { display_name, institution_name: institution?.name ?? '', last4, subcategory };
}

async function paneOf(
  context: Context,
  session: Row<'sessions'>,
  visit: Row<'bank_visits'> | null,
  institution: Row<'institutions'> | null,
): Promise<Pane> {
  if (session.status === 'succeeded') return await successPane(context, session, institution);
  if (session.status !== 'pending') return { type: 'closed' };
  if (session.agreed_at === null) return { type: 'consent' };
  if (manualEntryOf(session) === 'required') return { type: 'manual_entry' };
  if (institution === null) {
    const featured = await searchInstitutions(context.trx, session.livemode, '', undefined, session.filter_countries);
    return { type: 'institution_picker', featured: featured.map(institutionView) };
  }
  return visit === null ? { type: 'bank', state: 'ready' } : await visitPane(context, session, visit, institution);
}

async function visitPane(
  context: Context,
  session: Row<'sessions'>,
  visit: Row<'bank_visits'>,
  institution: Row<'institutions'>,
): Promise<Pane> {
  const waiting = visit.state === 'redirect' || visit.state === 'form';
  if (waiting && visit.expires_at <= context.clock.now()) return errorPane(session, { kind: 'expired' }, institution);
  switch (visit.state) {
    case 'starting':
      return { type: 'progress', doing: 'contacting_bank' };
    case 'redirect': {
      const launch = launchOf(context, visit);
      const launch_url = launch && `${visit.origin}/banks/launch/${launch.token}`;
      return {
        type: 'bank',
        state: 'open',
        launch_url,
        opened_at: visit.launched_at && unixSeconds(visit.launched_at),
      };
    }
    case 'form':
      return { type: 'form', ...(visit.step as unknown as Omit<Extract<Pane, { type: 'form' }>, 'type'>) };
    case 'working':
      return { type: 'progress', doing: visit.credential === null ? 'contacting_bank' : 'loading_accounts' };
    case 'choosing':
      return await pickerPane(context, session, visit);
    case 'linking':
    case 'done':
      return { type: 'progress', doing: 'linking' };
    case 'failed':
      return errorPane(session, visit.failure as unknown as Failure, institution);
    case 'left':
      return { type: 'bank', state: 'ready' };
  }
}

async function pickerPane(context: Context, session: Row<'sessions'>, visit: Row<'bank_visits'>): Promise<Pane> {
  const candidates = readCandidates(visit);
  const known = await siblingsOf(context.trx, session, visit.institution);
  const { matched } = matchAccounts(known, candidates);
  const single = session.limit_accounts === 1;
  const relink = session.relink_authorization !== null;
  const accounts = candidates.map((row): Candidate => {
    const reason = ineligible(session, row);
    const isKnown = matched.has(row.bank_account);
    const { display_name, last4, subcategory } = row;
    const preselected = reason === null && !single && (isKnown || !relink);
    return {
      id: row.bank_account,
      display_name,
      last4,
      subcategory,
      known: isKnown,
      selected: preselected,
      eligible: reason === null,
      reason,
    };
  });
  preselect(accounts, session.limit_accounts);
  return { type: 'account_picker', accounts, min: 1, max: session.limit_accounts };
}

/** One choice: the known account, else the first. Several: not more than the limit. */
function preselect(accounts: Candidate[], limit: number | null): void {
  const eligible = accounts.filter((account) => account.eligible);
  if (limit === 1) {
    const only = eligible.find((account) => account.known) ?? eligible[0];
    if (only) only.selected = true;
    return;
  }
  if (!eligible.some((account) => account.selected)) for (const account of eligible) account.selected = true;
  if (limit !== null)
    for (const account of eligible.filter((row) => row.selected).slice(limit)) account.selected = false;
}

/** Where a second try at the same bank is the least likely to help. The page makes the first action its main one. */
const ELSEWHERE: Failure['kind'][] = [
  'institution_down',
  'institution_maintenance',
  'no_eligible_accounts',
  'locked_out',
];

/** What typed numbers get around: the bank or its accounts are no help. */
const BY_HAND: Failure['kind'][] = [...ELSEWHERE, 'accounts_unavailable', 'no_accounts', 'numbers_unavailable'];

function actionsFor(session: Row<'sessions'>, failure: Failure): Action[] {
  if (isFixed(session)) return ['retry', 'exit'];
  if (manualEntryOf(session) !== 'disabled' && BY_HAND.includes(failure.kind)) {
    return ['another_bank', 'manual_entry', 'retry'];
  }
  return ELSEWHERE.includes(failure.kind) ? ['another_bank', 'retry', 'exit'] : ['retry', 'another_bank', 'exit'];
}

function errorPane(session: Row<'sessions'>, failure: Failure, institution: Row<'institutions'>): Pane {
  return {
    type: 'error',
    kind: errorKindOf(failure),
    actions: actionsFor(session, failure),
    expected_available_at: failure.expected_available_at ?? null,
    found_count: failure.found?.length ?? null,
    found: (failure.found ?? []).map((account) => labelOf(account, institution)),
  };
}

async function successPane(
  context: Context,
  session: Row<'sessions'>,
  institution: Row<'institutions'> | null,
): Promise<Pane> {
  if (session.typed_last4 !== null) {
    return { type: 'manual_entry_success', last4: session.typed_last4, verification: session.intent !== null };
  }
  const chosen = await accountsOfSession(context.trx, session.id);
  const ids = [...chosen, ...session.reactivated_accounts];
  const rows =
    ids.length === 0 ? [] : await context.trx.selectFrom('accounts').selectAll().where('id', 'in', ids).execute();
  const labels = (wanted: string[]) =>
    wanted.flatMap((id) => rows.filter((row) => row.id === id).map((row) => labelOf(row, institution)));
  return { type: 'success', accounts: labels(chosen), others_reactivated: labels(session.reactivated_accounts) };
}
