// The first pane: who asks, for what data and why, what happens next and what will not happen.
import { Icon, type IconName } from '../../kit/icons.tsx';
import { Button, initialsOf, Mark, Notice } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import type { FlowView, Permission } from '../flow_types.ts';
import { bankName, consentLead, nextStep } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** The consent pane of all four openings. */
export function ConsentPane({ view, state, flow }: PaneProps) {
  const text = useText();
  const merchant = view.merchant.name;
  const bank = bankName(view);
  const pays = view.permissions.includes('payment_method');
  return (
    <Pane
      title={text.say(`consent.${view.opening}.title`, { bank })}
      lead={consentLead(text, view)}
      // With an account to show, its card carries the bank's mark, and a phone has no room for both.
      art={view.account === null ? <Pair view={view} /> : undefined}
      actions={
        <>
          <p className="small">{nextStep(text, view)}</p>
          <Button busy={state.busy} onClick={() => flow.agree()}>
            {text.say(`consent.${view.opening}.agree`)}
          </Button>
        </>
      }
    >
      {view.account === null ? null : <AccountRow account={view.account} institution={view.institution} />}
      {view.opening === 'new_number' ? <p className="small">{text.say('consent.new_number.note')}</p> : null}
      {view.permission_changes === null ? (
        <DataList title={text.say('consent.data', { merchant })} permissions={view.permissions} icon="check" />
      ) : (
        <Changes view={view} changes={view.permission_changes} />
      )}
      <Notice>{text.say(pays ? 'consent.not.payments' : 'consent.not.data', { merchant })}</Notice>
      {view.opening === 'repair' && view.sibling_count > 0 ? (
        <p className="small">{text.say('consent.siblings', { count: view.sibling_count })}</p>
      ) : null}
    </Pane>
  );
}

/** The merchant and the bank, joined: where the connection runs. */
function Pair({ view }: { view: FlowView }) {
  const bank = view.institution;
  return (
    <div className="pair" aria-hidden="true">
      <Mark size="large" initials={initialsOf(view.merchant.name)} color={null} />
      <span className={view.opening === 'repair' ? 'wire broken' : 'wire'} />
      {bank === null ? (
        <span className="mark large empty" />
      ) : (
        <Mark size="large" initials={bank.initials} color={bank.color} />
      )}
    </div>
  );
}

/** What will be shared, in words. */
export function DataList(props: {
  title: string;
  permissions: readonly Permission[];
  icon: IconName;
  brief?: boolean;
}) {
  const { title, permissions, icon, brief = false } = props;
  const text = useText();
  if (permissions.length === 0) return null;
  return (
    <section className="data">
      <h2>{title}</h2>
      <ul>
        {permissions.map((permission) => (
          <li key={permission}>
            <Icon name={icon} />
            <span>
              <strong>{text.say(`permission.${permission}.title`)}</strong>
              {brief ? null : <span className="more">{text.say(`permission.${permission}.what`)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changes({ view, changes }: { view: FlowView; changes: NonNullable<FlowView['permission_changes']> }) {
  const text = useText();
  const kept = view.permissions.filter((permission) => !changes.added.includes(permission));
  return (
    <>
      <DataList title={text.say('consent.data.added')} permissions={changes.added} icon="plus" />
      <DataList title={text.say('consent.data.removed')} permissions={changes.removed} icon="minus" brief />
      <DataList title={text.say('consent.data.kept')} permissions={kept} icon="check" brief />
    </>
  );
}
