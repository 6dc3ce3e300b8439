// The newest e-mails of the sandbox, and the way to the mailbox where they can be read.
import type { MailRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useCall } from '../api/queries.ts';
import { sandboxWords } from '../catalogue/sandbox.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from '../kit/icon.tsx';
import { Section } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { StatusMark, type Tone } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { Await } from './await.tsx';

const SHOWN = '10';
const EVERY_MS = 5_000;
const TONES: Record<MailRow['state'], Tone> = {
  queued: 'active',
  sending: 'active',
  sent: 'good',
  delivered: 'good',
  bounced: 'bad',
  failed: 'bad',
  unknown: 'warn',
};

export function SandboxMails() {
  const say = useWords(sandboxWords);
  const mails = useCall('GET /sandbox/mails', { query: { limit: SHOWN } }, { refetchInterval: EVERY_MS });
  const open = (
    <a className="button plain" href="/mailbox" target="_blank" rel="noopener">
      <Icon name="outside" />
      <span>{say('mailbox_open')}</span>
    </a>
  );
  return (
    <Section title={say('mailbox')} actions={open}>
      <p className="soft">{say('mailbox_lead')}</p>
      <Await query={mails} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="requests" title={say('mailbox_empty')}>
              <p>{say('mailbox_empty_lead')}</p>
            </EmptyState>
          ) : (
            <Mails rows={data} />
          )
        }
      </Await>
    </Section>
  );
}

function Mails({ rows }: { rows: MailRow[] }) {
  const say = useWords(sandboxWords);
  return (
    <Table
      label={say('mailbox')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: 'to', name: say('mail.to'), cell: ({ to }) => to },
        {
          key: 'subject',
          name: say('mail.subject'),
          cell: ({ subject }) => subject ?? <span className="soft">{say('mail.no_subject')}</span>,
        },
        {
          key: 'state',
          name: say('mail.state'),
          cell: ({ state, detail }) => (
            <span>
              <StatusMark tone={TONES[state]}>{say(`mail.${state}`)}</StatusMark>
              {detail === null ? null : <small className="cell-note">{detail}</small>}
            </span>
          ),
        },
        { key: 'created', name: say('mail.created'), cell: ({ created }) => <RelativeTime at={created} /> },
      ]}
    />
  );
}
