// Every view of the customer's own page from recorded data, through the built renderer: for looking at, screenshots and axe.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostedPage, NextAccount, RenderedPage, RenderHostedPage } from '../../server/src/wire/hosted_page.ts';
import type { FlowView } from '../hosted/flow_types.ts';
import { VERIFY_PAGES } from './verify_pages.ts';
import { STARTS, VIEWS } from './views.ts';

const DIST = resolve(import.meta.dirname, '../dist');
const EMAIL = 'j•••@example.com';

const view = (name: string): FlowView => {
  const found = VIEWS[name];
  if (found === undefined) throw new Error(`no view is named ${name}`);
  return found;
};

const next: NextAccount[] = [
  { id: 'fca_gallery_next', label: STARTS.savings, institution: STARTS.riverbank },
  {
    id: 'fca_gallery_other',
    label: { display_name: null, institution_name: STARTS.cooperative.name, last4: '0042', subcategory: 'checking' },
    institution: STARTS.cooperative,
  },
];

type Shown = { page: HostedPage; view: FlowView | null; return_url?: string };
const note = (page: HostedPage, name = 'consent_repair_expired'): Shown => ({ page, view: view(name) });

/** Name to what is shown. */
export const PAGES: Record<string, Shown> = {
  ask: note({ type: 'ask', taken: false }),
  ask_form: {
    page: { type: 'ask', taken: false },
    view: {
      ...view('consent_repair_expired'),
      institution: STARTS.cooperative,
      account: { ...STARTS.savings, institution_name: STARTS.cooperative.name },
    },
  },
  ask_taken: note({ type: 'ask', taken: true }, 'consent_repair_denied'),
  ask_number: note({ type: 'ask', taken: false }, 'consent_number_expiring'),
  ask_renewal: note({ type: 'ask', taken: false }, 'consent_renewal'),
  decline_renewal: note({ type: 'decline' }, 'consent_renewal'),
  ask_long: note({ type: 'ask', taken: false }, 'consent_live_long_names'),
  decline: note({ type: 'decline' }),
  at_bank: note({ type: 'at_bank', opened: true }, 'bank_waiting'),
  at_bank_ready: note({ type: 'at_bank', opened: false }, 'bank_waiting'),
  working: note({ type: 'working' }, 'progress_loading'),
  wrong_account: note({ type: 'problem' }, 'error_wrong_account'),
  wrong_person: note({ type: 'problem' }, 'error_wrong_person'),
  bank_down: { page: { type: 'problem' }, view: { ...view('error_institution_maintenance'), opening: 'repair' } },
  bank_cancelled: note({ type: 'problem' }, 'error_bank_cancelled'),
  visit_expired: note({ type: 'problem' }, 'error_expired'),
  success: note({ type: 'success', next: [] }, 'success_repair'),
  success_return: { ...note({ type: 'success', next: [] }, 'success_new_number'), return_url: 'https://shop.example/' },
  success_next: { ...note({ type: 'success', next }, 'success_repair'), return_url: 'https://shop.example/' },
  success_renewal: {
    page: { type: 'success', next: [] },
    view: { ...view('success_changed_data'), cause: 'access_expiring' },
  },
  elsewhere: note({ type: 'elsewhere' }),
  repaired: note({ type: 'repaired' }),
  used: note({ type: 'used' }),
  superseded: note({ type: 'superseded' }),
  expired_url: note({ type: 'expired', delivery: 'url', email: null }),
  expired_email: note({ type: 'expired', delivery: 'email', email: EMAIL }),
  expired_unsent: note({ type: 'expired', delivery: 'email', email: null }),
  renewed: note({ type: 'renewed', email: EMAIL, fresh: true }),
  renewed_earlier: note({ type: 'renewed', email: EMAIL, fresh: false }),
  declined: { ...note({ type: 'ended', declined: true }), return_url: 'https://shop.example/' },
  ended: note({ type: 'ended', declined: false }),
  gone_disconnected: note({ type: 'gone', why: 'disconnected' }),
  shut_out: note({ type: 'shut_out' }, 'consent_repair_institution'),
  gone_closed: note({ type: 'gone', why: 'closed' }),
  too_often: note({ type: 'too_often' }),
  unknown: { page: { type: 'unknown' }, view: null },
  refused: note({ type: 'refused' }),
  broken: { page: { type: 'broken' }, view: null },
  away: { page: { type: 'away' }, view: null },
};

/** Null for a name that is not listed. The apps must have been built. */
export async function renderPage(name: string, locale: string): Promise<RenderedPage | null> {
  const shown = PAGES[name];
  if (shown === undefined) return null;
  const render = await openRenderer();
  return render({ ...frame(locale, `/relink/${name}`), return_url: null, ...shown });
}

/** The same for the page for micro-deposits. */
export async function renderVerifyPage(name: string, locale: string): Promise<RenderedPage | null> {
  const shown = VERIFY_PAGES[name];
  if (shown === undefined) return null;
  const render = await openRenderer();
  return render({ ...frame(locale, `/verify/${name}`), ...shown });
}

function frame(locale: string, path: string) {
  return { languages: [locale], path, form_token: 'gallery' };
}

async function openRenderer(): Promise<RenderHostedPage> {
  const manifest = JSON.parse(await readFile(resolve(DIST, 'hosted/manifest.json'), 'utf8'));
  const address = (source: string) => `/flow/${manifest[source].file}`;
  const { createRenderer } = await import(resolve(DIST, 'server/hosted_page.mjs'));
  return createRenderer({
    styles: [address('style.css')],
    icon: address('icon.svg'),
    page_script: address('page.ts'),
    flow_script: address('page_flow.tsx'),
  });
}
