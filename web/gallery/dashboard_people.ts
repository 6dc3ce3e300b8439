// Recorded accounts of the Dashboard's gallery: every state, ordinary names and the longest ones.
import type {
  AccountRow,
  Cause,
  HolderLabel,
  InstitutionLabel,
  RelinkState,
  RelinkStatus,
} from '../../server/src/wire/dashboard_objects.ts';

const DAY = 86_400;

export const BANKS: InstitutionLabel[] = [
  { id: 'fcinst_riverbank', name: 'Riverbank', initials: 'RB', color: '#0b6e4f' },
  { id: 'fcinst_quayside', name: 'Quayside Credit Union', initials: 'QC', color: '#8a3ffc' },
  { id: 'fcinst_northern', name: 'Northern & Pacific Savings', initials: 'NP', color: '#b3541e' },
  {
    id: 'fcinst_long',
    name: 'Erste Allgemeine Landwirtschaftliche Genossenschaftsbank Oberösterreich eG',
    initials: 'EA',
    color: '#1f4e9c',
  },
];

const PEOPLE: [string | null, string | null][] = [
  ['Jenny Rosen', 'jenny.rosen@example.com'],
  ['Amadou Diallo', 'amadou@example.com'],
  [
    'Wolfeschlegelsteinhausenbergerdorff & Söhne Grundstücksverwaltungsgesellschaft mbH',
    'rechnungen@grundstuecksverwaltung-wolfeschlegelstein.example.com',
  ],
  ['Mei-Ling Chen', null],
  ['Søren Ångström', 'soren@example.com'],
  [null, 'anonymous.person+bank@example.com'],
  ['María José Fernández de la Vega y Sánchez', 'mj.fernandez@example.com'],
  ['Patel Brothers LLC', 'office@patelbrothers.example.com'],
];

const NAMES = ['Everyday Checking', 'Savings', 'Business Checking Plus', 'Joint Account', 'High-Yield Savings Reserve'];
const CAUSES: Cause[] = ['access_expired', 'access_denied', 'institution_requirement', 'account_unavailable'];
const STATES: [RelinkState, number][] = [
  ['requested', 30],
  ['delivered', 7_200],
  ['opened', 3_600],
  ['bounced', 90_000],
  ['at_bank', 240],
  ['failed', 200_000],
  ['expired', 31 * DAY],
];

/** Makes `count` accounts as they stand at `now`, the same every time. */
export function createAccounts(count: number, now: number): AccountRow[] {
  return Array.from({ length: count }, (_, index) => createAccount(index, now));
}

function createAccount(index: number, now: number): AccountRow {
  const [name, email] = PEOPLE[index % PEOPLE.length]!;
  const person = String(index % 37).padStart(7, '0');
  // Some of a platform's links are held by its connected accounts.
  const whose =
    index % 37 === 5 || index % 37 === 11
      ? { type: 'account' as const, id: `acct_Gallery${person}` }
      : { type: 'customer' as const, id: `cus_Gallery${person}` };
  const holder: HolderLabel | null = index % 29 === 28 ? null : { ...whose, name, email };
  const base: AccountRow = {
    id: `fca_1Rk${String(1_000_000 + index * 7919)}Gallery`,
    display_name: index % 23 === 22 ? null : NAMES[index % NAMES.length]!,
    last4: String(1000 + ((index * 377) % 9000)),
    subcategory: index % 5 === 1 || index % 5 === 4 ? 'savings' : 'checking',
    institution: BANKS[index % 7 === 6 ? 3 : index % 3]!,
    holder,
    status: 'active',
    cause: null,
    action: null,
    number: { kind: 'account_number', status: 'transactable', expires_at: null },
    expected_deactivation_at: null,
    last_refreshed_at: now - 3_600 * (1 + (index % 40)),
    needs_relink: false,
    expiring: false,
    bank_state: null,
    relink: null,
    paused_until: null,
    created: now - index * 9_000,
  };
  return { ...base, ...stateOf(index, now) };
}

/** By the remainder of the index; the others work. */
const UNREPAIRABLE: Record<number, Partial<AccountRow>> = {
  0: { status: 'inactive', cause: 'account_closed', action: 'none' },
  1: { status: 'inactive', cause: 'institution_requirement', action: 'none' },
  2: { status: 'inactive', cause: 'account_unavailable', action: 'none' },
  3: { status: 'disconnected' },
};

function stateOf(index: number, now: number): Partial<AccountRow> {
  const kind = index % 8;
  if (kind < 4) {
    const relink = index % 2 === 0 ? relinkOf(index, now) : null;
    const written = relink !== null && now - relink.at < 2 * DAY && relink.state !== 'failed';
    return {
      status: 'inactive',
      cause: CAUSES[kind]!,
      action: 'relink_required',
      needs_relink: true,
      last_refreshed_at: now - DAY * (2 + index),
      relink,
      paused_until: written ? relink.at + 2 * DAY : null,
    };
  }
  if (kind === 4) {
    const days = index % 16 === 4 ? 3 + (index % 26) : 365;
    const ahead = { cause: 'access_expired', action: 'relink_required' } as const;
    return { ...ahead, expected_deactivation_at: now + DAY * days, expiring: days <= 30 };
  }
  if (kind === 5) {
    const soon = index % 40 <= 30;
    const expires_at = now + DAY * (index % 40);
    return {
      number: { kind: 'tokenized_account_number', status: 'transactable', expires_at },
      needs_relink: soon,
      expiring: soon,
    };
  }
  if (kind === 6) return { ...(UNREPAIRABLE[index % 7] ?? {}) };
  if (kind === 7 && index % 5 === 0) return { bank_state: 'closing' };
  if (kind === 7 && index % 5 === 1)
    return { bank_state: 'restricted', number: { kind: 'account_number', status: 'pending', expires_at: null } };
  return { relink: index % 3 === 0 ? { ...relinkOf(index, now), state: 'succeeded' } : null };
}

function relinkOf(index: number, now: number): RelinkStatus {
  const [state, ago] = STATES[((index / 2) % STATES.length) | 0]!;
  return { session: `fcsess_1Rk${index}`, state, at: now - ago, delivery_method: 'email' };
}
