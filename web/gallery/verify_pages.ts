// Every view of the page for micro-deposits from recorded data.
import type { VerifyPage, VerifyPageAccount } from '../../server/src/wire/verify_page.ts';
import { STARTS } from './views.ts';

const about: VerifyPageAccount = {
  merchant: STARTS.link.merchant,
  livemode: false,
  last4: '6789',
  bank_name: 'Riverbank',
};
/** A fixed moment, so that screenshots do not change by themselves: 4 March 2027, 18:30 UTC. */
const ARRIVES = 1804185000;
const ask = { type: 'ask', by: 'code', wrong: null, left: null, arrives_at: ARRIVES } as const;

/** Name to what is shown. */
export const VERIFY_PAGES: Record<string, { about: VerifyPageAccount | null; verify: VerifyPage }> = {
  code: { about, verify: ask },
  code_wrong: { about, verify: { ...ask, wrong: { answered: 'code', unreadable: false }, left: 9 } },
  amounts_wrong: { about, verify: { ...ask, wrong: { answered: 'amounts', unreadable: false }, left: 1 } },
  amounts: { about, verify: { ...ask, by: 'amounts' } },
  amounts_unreadable: {
    about: { ...about, livemode: true, merchant: { ...about.merchant, accent: '#ffd400' } },
    verify: { ...ask, by: 'amounts', wrong: { answered: 'amounts', unreadable: true }, left: 3 },
  },
  verified: { about, verify: { type: 'verified' } },
  attempts_exceeded: { about, verify: { type: 'over', why: 'attempts_exceeded' } },
  timeout: { about, verify: { type: 'over', why: 'timeout' } },
  not_sent: { about, verify: { type: 'over', why: 'not_sent' } },
  replaced: { about, verify: { type: 'over', why: 'replaced' } },
  no_such: { about: null, verify: { type: 'unknown' } },
  old_form: { about, verify: { type: 'refused' } },
};
