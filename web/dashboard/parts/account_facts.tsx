// The facts of an account and of the authorization it hangs on.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountLink, AccountStatus, BankMark, HolderLink, ReasonCell, RelinkCell } from '../accounts/labels.tsx';
import { accountWords } from '../catalogue/account.ts';
import { useFormats } from '../catalogue/formats.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';
import { Day, RelativeTime } from '../kit/time.tsx';

const KINDS = ['checking', 'savings', 'credit_card', 'mortgage', 'line_of_credit'] as const;
const SUBSCRIPTIONS = ['balance', 'transactions', 'inferred_balances'] as const;
const PERMISSIONS = ['payment_method', 'balances', 'ownership', 'transactions'] as const;

export function AccountFacts({ detail }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const terms = useWords(termWords);
  const { account, permissions } = detail;
  const kind = KINDS.find((known) => known === account.subcategory) ?? 'other';
  return (
    <Facts
      facts={[
        [say('fact.status'), <AccountStatus key="status" account={account} />],
        causeNow(account, say, terms),
        [
          say('fact.bank'),
          <span key="bank" className="account-label">
            <BankMark institution={account.institution} />
            {account.institution.name}
          </span>,
        ],
        [say('fact.holder'), <Holder key="holder" detail={detail} />],
        [say('fact.kind'), say(`kind.${kind}`)],
        [say('fact.number'), <AccountNumber key="number" detail={detail} />],
        numberStatus(detail, say),
        numberEnd(detail, say),
        [say('fact.deactivation'), dayOr(account.expected_deactivation_at, say('fact.never'))],
        causeAhead(account, say, terms),
        [
          say('fact.refreshed'),
          account.last_refreshed_at === null ? say('fact.not_yet') : <RelativeTime at={account.last_refreshed_at} />,
        ],
        balanceFact(detail, say),
        subscriptionsFact(detail, say),
        [say('fact.permissions'), <Permissions key="permissions" names={permissions} />],
        [say('fact.created'), <Day key="created" at={account.created} />],
        [say('fact.id'), <Identifier key="id" value={account.id} />],
      ]}
    />
  );
}

type SayAccount = ReturnType<typeof useWords<(typeof accountWords)['en']>>;
type SayTerms = ReturnType<typeof useWords<(typeof termWords)['en']>>;
type Fact = [string, ReactNode] | null;
type Caused = Pick<AccountDetail['authorization'], 'status' | 'cause'>;

/** Why it does not work. */
function causeNow({ status, cause }: Caused, say: SayAccount, terms: SayTerms): Fact {
  return status === 'active' || cause === null ? null : [say('fact.cause'), terms(`cause.${cause}`)];
}

/** Of one that works: why it will not for ever. */
function causeAhead({ status, cause }: Caused, say: SayAccount, terms: SayTerms): Fact {
  if (status !== 'active' || cause === null) return null;
  const known = cause === 'access_expired' || cause === 'institution_requirement' ? cause : 'unspecified';
  return [say('fact.cause_ahead'), terms(`ahead.${known}`)];
}

function numberStatus({ account: { number } }: AccountDetail, say: SayAccount): Fact {
  return number === null ? null : [say('fact.number_status'), say(`number_status.${number.status}`)];
}

function numberEnd({ account: { number } }: AccountDetail, say: SayAccount): Fact {
  if (number?.kind !== 'tokenized_account_number') return null;
  return [say('fact.number_expires'), dayOr(number.expires_at, say('fact.never'))];
}

function balanceFact({ balance }: AccountDetail, say: SayAccount): Fact {
  return balance === null ? null : [say('fact.balance'), <Balance key="balance" balance={balance} />];
}

function Balance({ balance }: { balance: NonNullable<AccountDetail['balance']> }) {
  const { money } = useFormats();
  return (
    <>
      {money(balance.current, balance.currency)}
      <small className="cell-note">
        <Day at={balance.as_of} />
      </small>
    </>
  );
}

function subscriptionsFact({ subscriptions }: AccountDetail, say: SayAccount): Fact {
  const known = SUBSCRIPTIONS.filter((name) => subscriptions.includes(name));
  if (known.length === 0) return null;
  const items = known.map((name) => <li key={name}>{say(`subscription.${name}`)}</li>);
  return [say('fact.subscriptions'), <ul key="subscriptions">{items}</ul>];
}

function dayOr(at: number | null, words: string): ReactNode {
  return at === null ? words : <Day at={at} />;
}

function Holder({ detail: { account } }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const { holder } = account;
  if (holder === null) return say('fact.no_holder');
  return (
    <>
      <HolderLink holder={holder} />
      {holder.type === 'account' ? <small className="cell-note">{say('fact.connected')}</small> : null}
      <small className="cell-note">{holder.email ?? say('refused.no_email')}</small>
    </>
  );
}

function AccountNumber({ detail: { account } }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const { number, last4 } = account;
  if (number === null) return last4 === null ? say('fact.no_number') : `····${last4}`;
  return (
    <>
      {last4 === null ? null : <span className="nowrap">····{last4} </span>}
      {say(`number.${number.kind}`)}
      {number.kind === 'tokenized_account_number' ? <small className="cell-note">{say('number.note')}</small> : null}
    </>
  );
}

function Permissions({ names }: { names: string[] }) {
  const say = useWords(accountWords);
  if (names.length === 0) return say('fact.no_permissions');
  return (
    <ul>
      {names.map((name) => {
        const known = PERMISSIONS.find((one) => one === name);
        return <li key={name}>{known === undefined ? name : say(`permission.${known}`)}</li>;
      })}
    </ul>
  );
}

export function AuthorizationFacts({ detail }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const terms = useWords(termWords);
  const { authorization, siblings } = detail;
  const status = (['active', 'inactive', 'disconnected'] as const).find((known) => known === authorization.status);
  return (
    <>
      <Facts
        facts={[
          [say('fact.authorization'), <Identifier key="id" value={authorization.id} />],
          [say('fact.status'), status === undefined ? authorization.status : terms(`status.${status}`)],
          causeNow(authorization, say, terms),
          [say('fact.bank_user'), authorization.bank_user ?? say('fact.unknown')],
          [say('fact.deactivation'), dayOr(authorization.expected_deactivation_at, say('fact.never'))],
          causeAhead(authorization, say, terms),
        ]}
      />
      <h3>{say('siblings')}</h3>
      {siblings.length === 0 ? (
        <p className="soft">{say('siblings_none')}</p>
      ) : (
        <>
          <p className="soft">{say('siblings_lead')}</p>
          <Siblings detail={detail} />
        </>
      )}
    </>
  );
}

function Siblings({ detail: { siblings } }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  return (
    <Table
      label={say('siblings')}
      rows={siblings}
      keyOf={({ id }) => id}
      columns={[
        { key: 'account', name: say('kind.other'), cell: (account) => <AccountLink account={account} /> },
        { key: 'status', name: say('fact.status'), cell: (account) => <AccountStatus account={account} /> },
        { key: 'reason', name: say('fact.reason'), cell: (account) => <ReasonCell account={account} /> },
        { key: 'relink', name: say('relink'), cell: ({ relink }) => <RelinkCell relink={relink} /> },
      ]}
    />
  );
}

export function AllEventsLink({ id }: { id: string }) {
  const say = useWords(accountWords);
  return (
    <Link to="/events" search={{ object: id }}>
      {say('events_all')}
    </Link>
  );
}
