// The last pane: what was connected or repaired, and what came back with it.
import { Icon } from '../../kit/icons.tsx';
import { Button } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import type { AccountLabel, Pane as PaneData } from '../flow_types.ts';
import { bankName } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** The pane of a finished session. */
export function SuccessPane({ view, state, flow, pane }: PaneProps & { pane: PaneData & { type: 'success' } }) {
  const text = useText();
  const merchant = view.merchant.name;
  const bank = bankName(view);
  const { opening } = view;
  const title =
    opening === 'link'
      ? text.say('success.link.title', { count: pane.accounts.length })
      : text.say(`success.${opening}.title`, { bank });
  return (
    <Pane
      title={title}
      lead={text.say(`success.${opening}.lead`, { merchant })}
      art={
        <div className="art good">
          <Icon name="check" />
        </div>
      }
      actions={
        <>
          {view.intent === null ? null : <p className="small">{text.say('success.agree', { merchant })}</p>}
          <Button busy={state.busy} onClick={() => flow.finish('done')}>
            {text.say('success.done', { merchant })}
          </Button>
        </>
      }
    >
      <Rows accounts={pane.accounts} view={view} tag={text.say(`success.tag.${opening}`)} />
      {pane.others_reactivated.length === 0 ? null : (
        <section className="group">
          <h2>{text.say('success.others', { count: pane.others_reactivated.length })}</h2>
          <Rows accounts={pane.others_reactivated} view={view} tag={text.say('success.tag.repair')} />
        </section>
      )}
    </Pane>
  );
}

/** Accounts with what became of them. */
export function Rows({ accounts, view, tag }: { accounts: AccountLabel[]; view: PaneProps['view']; tag: string }) {
  return (
    <ul className="rows">
      {accounts.map((account) => (
        <li key={`${account.institution_name} ${account.display_name} ${account.last4}`}>
          <AccountRow account={account} institution={view.institution} tag={tag} />
        </li>
      ))}
    </ul>
  );
}
