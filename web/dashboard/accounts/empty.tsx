// The accounts page without accounts: how to get the first, or why none matches.
import type { AccountFilter } from '../../../server/src/wire/dashboard.ts';
import type { Me } from '../../../server/src/wire/dashboard_objects.ts';
import { useMe } from '../api/me.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/states.tsx';

/** Works as it stands with a secret key of the mode. */
function firstSession(origin: string, mode: Me['mode']): string {
  return [
    `curl ${origin}/v1/financial_connections/sessions -u sk_${mode === 'live' ? 'live' : 'test'}_…: \\`,
    '  -d "account_holder[type]=customer" -d "account_holder[customer]=cus_…" \\',
    '  -d "permissions[]=payment_method" -d "permissions[]=balances"',
  ].join('\n');
}

/** The customer's part, where nobody is there to play it. */
function playedByTheSandbox(origin: string): string {
  return [
    `curl ${origin}/v1/test_helpers/financial_connections/sessions/fcsess_…/complete \\`,
    '  -u sk_test_…: -d institution="Bank (OAuth)"',
  ].join('\n');
}

function FirstAccount() {
  const say = useWords(accountsWords);
  const { mode } = useMe();
  const session = firstSession(location.origin, mode);
  if (mode === 'live') {
    return (
      <EmptyState icon="link" title={say('empty_title')}>
        <p>{say('empty_live')}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{session}</pre>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="link" title={say('empty_title')}>
      <p>{say('empty_docs')}</p>
      <pre>npm run example</pre>
      <p>{say('empty_text')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{`${session}\n\n${playedByTheSandbox(location.origin)}`}</pre>
    </EmptyState>
  );
}

export function NoAccounts({ filter, onClear }: { filter: AccountFilter; onClear: () => void }) {
  const say = useWords(accountsWords);
  const names = Object.keys(filter);
  if (names.length === 0) return <FirstAccount />;
  const calm = names.length === 1 && filter.needs_relink === 'true';
  return (
    <EmptyState
      icon={calm ? 'check' : 'search'}
      title={say(calm ? 'nothing_needs_title' : 'nothing_title')}
      actions={<Button onClick={onClear}>{say('clear')}</Button>}
    >
      <p>{say(calm ? 'nothing_needs_text' : 'nothing_text')}</p>
    </EmptyState>
  );
}
