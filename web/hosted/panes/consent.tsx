// The first pane: who asks, for what data and why, what happens next and what will not happen.
import { Icon, type IconName } from '../../kit/icons.tsx';
import { Button, initialsOf, Mark, Notice } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import type { Text } from '../catalogue/catalogue.ts';
import type { FlowView, Permission } from '../flow_types.ts';
import { Pane } from '../shell.tsx';
import { bankName, useText } from '../text.ts';

/** The consent pane of all four openings. */
export function ConsentPane({ view, state, flow }: PaneProps) {
  const text = useText();
  const merchant = view.merchant.name;
  const bank = bankName(view);
  const pays = view.permissions.includes('payment_method');
  const next = bank === '' ? text.say('consent.next.choose') : text.say('consent.next.bank', { bank });
  return (
    <Pane
      title={text.say(`consent.${view.opening}.title`, { bank })}
      lead={consentLead(text, view)}
      art={<Pair view={view} />}
      actions={
        <>
          <p className="small">{next}</p>
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

/** Why we are here, in one sentence per cause. */
export function consentLead(text: Text, view: FlowView): string {
  const merchant = view.merchant.name;
  const bank = bankName(view);
  if (view.opening === 'changed_data') return text.say('consent.changed_data.lead', { merchant, bank });
  if (view.opening === 'link') {
    return bank === ''
      ? text.say('consent.link.lead', { merchant })
      : text.say('consent.link_fixed.lead', { merchant, bank });
  }
  switch (view.cause) {
    case 'number_expiring':
      if (view.number_expires_at === null) return text.say('consent.new_number.number_expired', { merchant, bank });
      return text.say('consent.new_number.number_expiring', { merchant, bank, date: text.day(view.number_expires_at) });
    case 'number_expired':
    case 'number_revoked':
      return text.say(`consent.new_number.${view.cause}`, { merchant, bank });
    case null:
      return text.say('consent.repair.unspecified', { merchant, bank });
    default:
      return text.say(`consent.repair.${view.cause}`, { merchant, bank });
  }
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

function DataList({ title, permissions, icon }: { title: string; permissions: readonly Permission[]; icon: IconName }) {
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
              <span className="more">{text.say(`permission.${permission}.what`)}</span>
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
      <DataList title={text.say('consent.data.removed')} permissions={changes.removed} icon="minus" />
      <DataList title={text.say('consent.data.kept')} permissions={kept} icon="check" />
    </>
  );
}
