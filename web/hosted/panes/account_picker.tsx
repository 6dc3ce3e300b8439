// The pane where the customer chooses among the accounts the bank gave: one by radio, several by checkbox.
import { type FormEvent, useId, useRef, useState } from 'react';
import { Button, Notice } from '../../kit/parts.tsx';
import { AccountWords } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import type { Candidate, Pane as PaneData } from '../flow_types.ts';
import { subcategoryName } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** The account picker. */
export function AccountPickerPane(props: PaneProps & { pane: PaneData & { type: 'account_picker' } }) {
  const { view, state, flow, pane } = props;
  const text = useText();
  const single = pane.max === 1;
  const eligible = pane.accounts.filter((account) => account.eligible);
  const others = pane.accounts.filter((account) => !account.eligible);
  const [chosen, setChosen] = useState(() => preselected(eligible, pane.max));
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const error = useId();

  const choose = (ids: string[]) => {
    setProblem(null);
    setChosen(ids);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.busy) return;
    const wrong =
      chosen.length < pane.min
        ? text.say('accounts.missing')
        : pane.max !== null && chosen.length > pane.max
          ? text.say('accounts.too_many', { count: pane.max })
          : null;
    setProblem(wrong);
    if (wrong === null) flow.chooseAccounts(chosen);
    else form.current?.querySelector('input')?.focus();
  };
  const lead = view.opening === 'repair' || view.opening === 'changed_data' ? view.opening : 'link';

  return (
    <form ref={form} onSubmit={submit} className="fill">
      <Pane
        title={text.say(single ? 'accounts.title.one' : 'accounts.title.many')}
        lead={text.say(`accounts.lead.${lead}`, { merchant: view.merchant.name })}
        actions={
          <>
            {single ? null : (
              <p className="small" role="status">
                {text.say('accounts.selected', { count: chosen.length })}
              </p>
            )}
            <Button type="submit" busy={state.busy}>
              {text.say(`accounts.submit.${view.opening}`)}
            </Button>
          </>
        }
      >
        {problem === null ? null : (
          <Notice icon="alert" tone="bad" alert id={error}>
            {problem}
          </Notice>
        )}
        <fieldset aria-describedby={problem === null ? undefined : error}>
          <legend className="unseen">{text.say(single ? 'accounts.title.one' : 'accounts.title.many')}</legend>
          <Choices accounts={eligible} max={pane.max} chosen={chosen} onChoose={choose} />
        </fieldset>
        <Unavailable accounts={others} merchant={view.merchant.name} />
      </Pane>
    </form>
  );
}

function Choices(props: {
  accounts: Candidate[];
  max: number | null;
  chosen: string[];
  onChoose: (ids: string[]) => void;
}) {
  const { accounts, max, chosen, onChoose } = props;
  const text = useText();
  const single = max === 1;
  const change = (id: string, on: boolean) => {
    if (single) onChoose([id]);
    else onChoose(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  };
  return (
    <>
      {single || max === null ? null : <p className="small before">{text.say('accounts.limit', { count: max })}</p>}
      {max !== null || accounts.length < 3 ? null : (
        <label className="choice all">
          <input
            type="checkbox"
            checked={chosen.length === accounts.length}
            onChange={(event) => onChoose(event.currentTarget.checked ? accounts.map((account) => account.id) : [])}
          />
          <span className="words">{text.say('accounts.all')}</span>
        </label>
      )}
      <div className="rows tight">
        {accounts.map((account) => (
          <label key={account.id} className="choice">
            <input
              type={single ? 'radio' : 'checkbox'}
              name="account"
              value={account.id}
              checked={chosen.includes(account.id)}
              onChange={(event) => change(account.id, event.currentTarget.checked)}
            />
            <AccountWords name={account.display_name} last4={account.last4}>
              {[subcategoryName(text, account.subcategory), account.known ? text.say('accounts.known') : null]
                .filter(Boolean)
                .join(' · ')}
            </AccountWords>
          </label>
        ))}
      </div>
    </>
  );
}

/** What the customer can't choose, said and not hidden: otherwise he looks for it. */
function Unavailable({ accounts, merchant }: { accounts: Candidate[]; merchant: string }) {
  const text = useText();
  if (accounts.length === 0) return null;
  return (
    <section className="group">
      <h2>{text.say('accounts.unavailable')}</h2>
      <ul className="rows tight">
        {accounts.map((account) => (
          <li key={account.id} className="choice off">
            <AccountWords name={account.display_name} last4={account.last4}>
              {account.reason === null
                ? subcategoryName(text, account.subcategory)
                : text.say(`accounts.reason.${account.reason}`, { merchant })}
            </AccountWords>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The server's choice, cut to what is allowed. */
function preselected(eligible: readonly Candidate[], max: number | null): string[] {
  const ids = eligible.filter((account) => account.selected).map((account) => account.id);
  return max === null ? ids : ids.slice(0, max);
}
