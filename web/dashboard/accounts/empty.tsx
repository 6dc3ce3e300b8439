// The accounts page without accounts: how to get the first, or why none matches.
import type { AccountFilter } from '../../../server/src/wire/dashboard.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/states.tsx';

/** Works as it stands with the sandbox's secret key. */
function firstSession(origin: string): string {
  return [
    `curl ${origin}/v1/financial_connections/sessions -u sk_test_…: \\`,
    '  -d "account_holder[type]=customer" -d "account_holder[customer]=cus_…" \\',
    '  -d "permissions[]=payment_method" -d "permissions[]=balances"',
    '',
    `curl ${origin}/v1/test_helpers/financial_connections/sessions/fcsess_…/complete \\`,
    '  -u sk_test_…: -d institution="Bank (OAuth)"',
  ].join('\n');
}

export function NoAccounts({ filter, onClear }: { filter: AccountFilter; onClear: () => void }) {
  const say = useWords(accountsWords);
  const names = Object.keys(filter);
  if (names.length === 0) {
    return (
      <EmptyState icon="link" title={say('empty_title')}>
        <p>{say('empty_docs')}</p>
        <pre>npm run example</pre>
        <p>{say('empty_text')}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{firstSession(location.origin)}</pre>
      </EmptyState>
    );
  }
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
