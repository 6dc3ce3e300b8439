// A walk through the flow as a server would lead it, without a bank: every call changes the view the way the contract says.
import { randomUUID } from 'node:crypto';
import type { FlowView, Pane } from '../hosted/flow_types.ts';
import { INSTITUTIONS, STARTS } from './views.ts';

/** One session of the gallery. */
export interface Story {
  view: FlowView;
  /** The bank's answers to polls: each one moves the pane on. */
  ahead: Pane[];
  launch: string | null;
  finished: boolean;
}

export type StoryKind = 'relink' | 'link' | 'hand' | 'custom';

/** Starts a walk: `relink` goes straight to its bank, the others let the customer choose one; by `hand` and `custom`, or type. */
export function startStory(kind: StoryKind): Story {
  return { view: STARTS[kind], ahead: [], launch: null, finished: false };
}

/** Applies one call of /flow/api; null if the contract does not allow it now. */
export function tell(story: Story, call: string, body: Record<string, unknown>, origin: string): FlowView | null {
  const { pane } = story.view;
  if (call === 'view') {
    const next = story.ahead.shift();
    return next === undefined ? story.view : show(story, next);
  }
  if (call === 'agree' && pane.type === 'consent') {
    if (story.view.institution !== null) return show(story, { type: 'bank', state: 'ready' });
    return show(story, { type: 'institution_picker', featured: INSTITUTIONS.slice(0, 6) });
  }
  if (call === 'institution' && pane.type === 'institution_picker') {
    const institution = INSTITUTIONS.find((one) => one.id === body.institution);
    if (institution === undefined) return null;
    story.view = { ...story.view, institution };
    return show(story, { type: 'bank', state: 'ready' });
  }
  if (call === 'visit' && story.view.institution !== null) return visit(story, origin);
  if (call === 'manual-entry' && pane.type === 'institution_picker') {
    return show(story, { type: 'manual_entry_success', last4: '6789', verification: true });
  }
  if (call === 'leave-bank') return leaveBank(story);
  if (call === 'answer' && pane.type === 'form') return answer(story, pane, body.values);
  if (call === 'accounts' && pane.type === 'account_picker') {
    story.ahead = [success(story)];
    return show(story, { type: 'progress', doing: 'linking' });
  }
  return null;
}

/** What the bank's page does to the story when the customer approves or cancels there. */
export function answerAtBank(story: Story, approved: boolean): void {
  story.launch = null;
  story.ahead = approved ? afterBank(story) : [cancelled(story)];
}

function visit(story: Story, origin: string): FlowView {
  if (story.view.institution?.sign_in === 'form') {
    const fields: (Pane & { type: 'form' })['fields'] = [
      { name: 'username', kind: 'text' },
      { name: 'password', kind: 'password' },
    ];
    const pane = { type: 'form', purpose: 'credentials', challenge: null, fields, error: null } as const;
    return show(story, { ...pane, attempt: 1, max_attempts: 3 });
  }
  story.launch = randomUUID();
  const launch_url = `${origin}/banks/launch/${story.launch}`;
  return show(story, { type: 'bank', state: 'open', launch_url, opened_at: Math.floor(Date.now() / 1000) });
}

function leaveBank(story: Story): FlowView {
  story.launch = null;
  story.ahead = [];
  if (story.view.institution_fixed) return show(story, { type: 'bank', state: 'ready' });
  story.view = { ...story.view, institution: null };
  return show(story, { type: 'institution_picker', featured: INSTITUTIONS.slice(0, 6) });
}

function answer(story: Story, pane: Pane & { type: 'form' }, values: unknown): FlowView | null {
  if (typeof values !== 'object' || values === null) return null;
  const given = Object.values(values);
  if (given.includes('incorrect')) return show(story, { ...pane, error: 'incorrect', attempt: pane.attempt + 1 });
  if (given.includes('mfa')) {
    const fields: (Pane & { type: 'form' })['fields'] = [{ name: 'answer', kind: 'code' }];
    return show(story, { ...pane, purpose: 'challenge', challenge: 'mfa', fields, error: null, attempt: 1 });
  }
  story.ahead = afterBank(story);
  return show(story, { type: 'progress', doing: 'contacting_bank' });
}

function afterBank(story: Story): Pane[] {
  if (story.view.opening === 'link') {
    return [
      { type: 'progress', doing: 'loading_accounts' },
      { type: 'account_picker', accounts: STARTS.candidates, min: 1, max: null },
    ];
  }
  return [{ type: 'progress', doing: 'linking' }, success(story)];
}

function success(story: Story): Pane {
  const others_reactivated = story.view.opening === 'repair' ? [STARTS.savings] : [];
  return { type: 'success', accounts: [STARTS.checking], others_reactivated };
}

function cancelled(story: Story): Pane {
  const actions = story.view.institution_fixed ? (['retry', 'exit'] as const) : (['retry', 'another_bank'] as const);
  const rest = { expected_available_at: null, found_count: null, found: [] };
  return { type: 'error', kind: 'bank_cancelled', actions: [...actions], ...rest };
}

function show(story: Story, pane: Pane): FlowView {
  const done = pane.type === 'success' || pane.type === 'manual_entry_success';
  const status = done ? 'succeeded' : story.view.session.status;
  story.view = { ...story.view, session: { ...story.view.session, status }, pane };
  return story.view;
}
