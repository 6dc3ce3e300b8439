// The table of accounts: one row of 36 px each, tick box in front, ⋯ at the end.
import { useNavigate } from '@tanstack/react-router';
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import { useMay } from '../api/me.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useWords } from '../catalogue/words.ts';
import { CheckBox } from '../kit/field.tsx';
import { writeClipboard } from '../kit/identifier.tsx';
import { Menu } from '../kit/menu.tsx';
import { type Column, Table } from '../kit/table.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { toast } from '../kit/toast.tsx';
import {
  AccountLink,
  AccountStatus,
  HolderLink,
  ReasonCell,
  RelinkCell,
  TextCell,
  useAccountName,
  useNumberText,
} from './labels.tsx';
import { useRefusal } from './refusals.ts';
import type { Selecting } from './selection.ts';

interface Props {
  accounts: AccountRow[];
  selecting: Selecting;
  stale: boolean;
  onRequest: (account: AccountRow) => void;
}

export function AccountTable({ accounts, selecting, stale, onRequest }: Props) {
  const say = useWords(accountsWords);
  const columns = [
    useSelectColumn(accounts, selecting),
    ...useColumns(),
    {
      key: 'more',
      name: say('column_more'),
      silent: true,
      cell: (account: AccountRow) => <RowMenu account={account} onRequest={onRequest} />,
    },
  ];
  return (
    <Table
      label={say('table')}
      columns={columns}
      rows={accounts}
      keyOf={({ id }) => id}
      selected={selecting.all ? new Set(accounts.map(({ id }) => id)) : selecting.ids}
      stale={stale}
    />
  );
}

function useSelectColumn(accounts: AccountRow[], selecting: Selecting): Column<AccountRow> {
  const say = useWords(accountsWords);
  const nameOf = useAccountName();
  const ids = accounts.map(({ id }) => id);
  const ticked = selecting.all ? ids.length : ids.filter((id) => selecting.ids.has(id)).length;
  return {
    key: 'select',
    name: say('column_select'),
    silent: true,
    head: (
      <CheckBox
        label={say('select_page')}
        silent
        checked={ticked > 0 && ticked === ids.length}
        mixed={ticked > 0 && ticked < ids.length}
        onChange={(on) => (selecting.all ? selecting.clear() : selecting.set(ids, on))}
      />
    ),
    cell: (account) => (
      <CheckBox
        label={say('select_row', { name: nameOf(account) })}
        silent
        checked={selecting.all || selecting.ids.has(account.id)}
        onChange={() =>
          selecting.all
            ? selecting.set(
                ids.filter((id) => id !== account.id),
                true,
              )
            : selecting.toggle(account.id)
        }
      />
    ),
  };
}

function useColumns(): Column<AccountRow>[] {
  const say = useWords(accountsWords);
  const numberOf = useNumberText();
  return [
    { key: 'account', name: say('column_account'), cell: (account) => <AccountLink account={account} /> },
    { key: 'holder', name: say('column_holder'), cell: ({ holder }) => <HolderLink holder={holder} /> },
    { key: 'status', name: say('column_status'), cell: (account) => <AccountStatus account={account} /> },
    { key: 'reason', name: say('column_reason'), cell: (account) => <ReasonCell account={account} /> },
    { key: 'number', name: say('column_number'), cell: (account) => <TextCell text={numberOf(account)} /> },
    {
      key: 'refreshed',
      name: say('column_refreshed'),
      cell: ({ last_refreshed_at: at }) =>
        at === null ? <span className="soft">{say('never')}</span> : <RelativeTime at={at} short />,
    },
    { key: 'relink', name: say('column_relink'), cell: ({ relink }) => <RelinkCell relink={relink} /> },
  ];
}

function RowMenu({ account, onRequest }: { account: AccountRow; onRequest: (account: AccountRow) => void }) {
  const say = useWords(accountsWords);
  const refusal = useRefusal()(account);
  const may = useMay('operator');
  const name = useAccountName()(account);
  const navigate = useNavigate();
  const { holder } = account;
  const copy = () => void writeClipboard(account.id).then(() => toast(say('id_copied')));
  return (
    <Menu
      label={say('more_for', { name })}
      items={[
        {
          name: say('request'),
          icon: 'requests',
          refused: may ? refusal : say('request_refused_role'),
          onSelect: () => onRequest(account),
        },
        'line',
        {
          name: say('open'),
          icon: 'accounts',
          onSelect: () => void navigate({ to: '/accounts/$id', params: { id: account.id } }),
        },
        ...(holder === null
          ? []
          : [
              {
                name: say('open_customer'),
                icon: 'person' as const,
                onSelect: () => void navigate({ to: '/customers/$id', params: { id: holder.id } }),
              },
              {
                name: say('same_customer'),
                icon: 'filter' as const,
                onSelect: () => void navigate({ to: '/accounts', search: { customer: holder.id } }),
              },
            ]),
        { name: say('copy_id'), icon: 'copy', onSelect: copy },
      ]}
    />
  );
}
