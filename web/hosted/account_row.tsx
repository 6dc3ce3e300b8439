// One account in the bank's and the customer's terms: mark, name, last four digits, kind.
import type { ReactNode } from 'react';
import { Icon } from '../kit/icons.tsx';
import { initialsOf, Mark } from '../kit/parts.tsx';
import type { AccountLabel, InstitutionView } from './flow_types.ts';
import { accountName, subcategoryName } from './sentences.ts';
import { useText } from './text.ts';

/** The last four digits, spoken as such. */
export function LastDigits({ last4 }: { last4: string | null }) {
  const text = useText();
  if (last4 === null) return null;
  return (
    <span className="digits">
      <span aria-hidden="true">····{last4}</span>
      <span className="unseen">{text.say('account.ending', { last4 })}</span>
    </span>
  );
}

/** An account's card. `tag` says in a word what became of it. */
export function AccountRow(props: { account: AccountLabel; institution: InstitutionView | null; tag?: string }) {
  const { account, institution, tag } = props;
  const text = useText();
  const isOfBank = institution !== null && institution.name === account.institution_name;
  const kind = account.display_name === null ? null : subcategoryName(text, account.subcategory);
  return (
    <div className="account">
      <Mark
        initials={isOfBank ? institution.initials : initialsOf(account.institution_name)}
        color={isOfBank ? institution.color : null}
      />
      <AccountWords name={accountName(text, account)} last4={account.last4}>
        {tag === undefined ? null : (
          <span className="tag">
            <Icon name="check" />
            {tag}
          </span>
        )}
        {[account.institution_name, tag === undefined ? kind : null].filter(Boolean).join(' · ')}
      </AccountWords>
    </div>
  );
}

/** The two lines of an account: name and digits, then something quieter. */
export function AccountWords({ name, last4, children }: { name: string; last4: string | null; children: ReactNode }) {
  return (
    <span className="words">
      <span className="name">
        {name} <LastDigits last4={last4} />
      </span>
      <span className="more">{children}</span>
    </span>
  );
}
