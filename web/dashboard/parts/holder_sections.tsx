// What the pages of customers and of connected accounts share: whether e-mail reaches the holder, and the accounts he holds.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountLink, AccountStatus, ReasonCell, RelinkCell, useNumberText } from '../accounts/labels.tsx';
import type { AccountsSearch } from '../api/address.ts';
import { useMe } from '../api/me.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useWords } from '../catalogue/words.ts';
import { EmptyState, Notice } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';

/** Why no e-mail reaches the holder, before anybody asks for a relink in vain. */
export function HolderReach({ email, reachable }: { email: string | null; reachable: boolean }) {
  const say = useWords(customerWords);
  const { mode } = useMe();
  if (email === null) {
    return (
      <Notice tone="warn">
        <strong>{say('no_email_title')}</strong>
        <p>{say('no_email_lead')}</p>
      </Notice>
    );
  }
  if (reachable || mode !== 'sandbox') return null;
  return (
    <Notice tone="warn">
      <strong>{say('unreachable_title')}</strong>
      <p>{say('unreachable', { email })}</p>
      <p>
        <Link to="/settings/team">{say('unreachable_invite')}</Link>
      </p>
    </Notice>
  );
}

interface AccountsProps {
  accounts: AccountRow[];
  /** Which accounts of the list are his. */
  filter: AccountsSearch;
  /** The link to them. */
  all: ReactNode;
  /** Where he has none: what is missing, how to begin, and the call that begins. */
  empty: { title: string; lead: string; code: string };
}

export function HolderAccounts({ accounts, filter, all, empty }: AccountsProps) {
  const say = useWords(customerWords);
  const numberText = useNumberText();
  if (accounts.length === 0) {
    return (
      <EmptyState icon="accounts" title={empty.title}>
        <p>{empty.lead}</p>
        <pre className="code">{empty.code}</pre>
      </EmptyState>
    );
  }
  return (
    <>
      <Table
        label={say('accounts')}
        rows={accounts}
        keyOf={({ id }) => id}
        columns={[
          { key: 'account', name: say('account.name'), cell: (account) => <AccountLink account={account} /> },
          { key: 'status', name: say('account.status'), cell: (account) => <AccountStatus account={account} /> },
          {
            key: 'reason',
            name: say('account.reason'),
            cell: (account) => <ReasonCell account={account} />,
          },
          { key: 'number', name: say('account.number'), cell: (account) => numberText(account) },
          { key: 'relink', name: say('account.relink'), cell: ({ relink }) => <RelinkCell relink={relink} /> },
        ]}
      />
      <Link to="/accounts" search={filter}>
        {all}
      </Link>
    </>
  );
}

/** The call that begins a link for a holder. */
export function linkingCode(account_holder: string): string {
  return `await stripe.financialConnections.sessions.create({\n  account_holder: { ${account_holder} },\n  permissions: ['payment_method', 'balances'],\n});`;
}
