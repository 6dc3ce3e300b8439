// Makes things happen at the sandbox bank to one account, or to the authorization it hangs on.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AccountDetail, AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountStatus, useAccountName, useAccountReason } from '../accounts/labels.tsx';
import { useCall, useSend } from '../api/queries.ts';
import { sandboxWords } from '../catalogue/sandbox.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/page.tsx';
import { EmptyState, ErrorNotice, Notice } from '../kit/states.tsx';
import { Await } from './await.tsx';
import { BANK_EVENTS, type BankEvent, eventsFor } from './bank_events.ts';
import { Choices, SelectField } from './fields.tsx';
import { useOperatorRefusal } from './refused.ts';

const ACCOUNTS_SHOWN = '50';
const TEACH = `const path = '/v1/test_helpers/financial_connections';
await stripe.rawRequest(
  'POST', \`\${path}/sessions/\${session.id}/complete\`,
  { institution: 'Bank (OAuth)' },
);`;

export function BankControls() {
  const say = useWords(sandboxWords);
  const accounts = useCall('GET /accounts', { query: { limit: ACCOUNTS_SHOWN } });
  return (
    <Section title={say('bank')} id="bank">
      <p className="soft">{say('bank_lead')}</p>
      <Await query={accounts} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="accounts" title={say('bank_empty')}>
              <p>{say('bank_none')}</p>
              <pre className="code">{TEACH}</pre>
            </EmptyState>
          ) : (
            <Controls accounts={data} />
          )
        }
      </Await>
    </Section>
  );
}

/** The chosen account stands in the address, so that an account's page can lead here. */
function Controls({ accounts }: { accounts: AccountRow[] }) {
  const say = useWords(sandboxWords);
  const nameOf = useAccountName();
  const navigate = useNavigate();
  const wanted = (useSearch({ strict: false }) as { account?: string }).account;
  const id = wanted ?? accounts[0]!.id;
  const detail = useCall('GET /accounts/:id', { path: { id } });
  const chosen = detail.data?.account;
  const listed = accounts.some((row) => row.id === id) || chosen === undefined ? accounts : [chosen, ...accounts];
  return (
    <div className="form narrow">
      <SelectField
        label={say('bank_account')}
        hint={say('bank_account_help')}
        value={id}
        options={listed.map((row) => ({ value: row.id, name: `${nameOf(row)} – ${row.holder?.name ?? row.id}` }))}
        onChange={(account) =>
          void navigate({ to: '.', search: { account } as never, replace: true, resetScroll: false })
        }
      />
      <Await query={detail} rows={4} missing={{ title: say('bank_missing'), lead: say('bank_missing_lead') }}>
        {(data) => <Simulate key={id} detail={data} />}
      </Await>
    </div>
  );
}

function Simulate({ detail }: { detail: AccountDetail }) {
  const say = useWords(sandboxWords);
  const refused = useOperatorRefusal();
  const reason = useAccountReason();
  const [event, setEvent] = useState<BankEvent>('consent_revoked');
  const onAccount = useSend('POST /sandbox/accounts/:id/simulate', true);
  const onAuthorization = useSend('POST /sandbox/authorizations/:id/simulate', true);
  const target = BANK_EVENTS[event];
  const busy = onAccount.isPending || onAuthorization.isPending;
  const { account, authorization } = detail;
  const run = () => {
    onAccount.reset();
    onAuthorization.reset();
    if (target === 'account') onAccount.mutate({ path: { id: account.id }, body: { event } });
    else onAuthorization.mutate({ path: { id: authorization.id }, body: { event } });
  };
  const choicesOf = (of: 'account' | 'authorization') =>
    eventsFor(account, of).map((one) => ({ value: one, name: say(`event.${one}`), note: <code>{one}</code> }));
  if (account.status === 'disconnected') return <p className="soft">{say('bank_disconnected')}</p>;
  return (
    <>
      <p className="states">
        <AccountStatus account={account} /> <span className="soft">{reason(account)}</span>
        <Link to="/accounts/$id" params={{ id: account.id }}>
          {say('bank_open')}
        </Link>
      </p>
      <Choices
        legend={say('of.authorization')}
        value={event}
        choices={choicesOf('authorization')}
        onChange={setEvent}
      />
      <Choices
        name="bank-event"
        legend={say('of.account')}
        value={event}
        choices={choicesOf('account')}
        onChange={setEvent}
      />
      <ErrorNotice error={onAccount.error ?? onAuthorization.error} />
      {onAccount.isSuccess || onAuthorization.isSuccess ? <Notice tone="good">{say('bank_done')}</Notice> : null}
      <div>
        <Button kind="primary" busy={busy} refused={refused} onClick={run}>
          {busy ? say('bank_going') : say('bank_go')}
        </Button>
      </div>
    </>
  );
}
