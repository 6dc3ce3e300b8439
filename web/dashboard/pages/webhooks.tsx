// The webhook endpoints: how each stands, and adding one.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useCall, useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Page } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { Await } from '../parts/await.tsx';
import { EndpointForm } from '../parts/endpoint_form.tsx';
import { RELINK_EVENTS } from '../parts/endpoint_hints.ts';
import { EndpointStatus, useEventsText } from '../parts/endpoint_labels.tsx';
import { useListKeys } from '../parts/list_keys.ts';
import { useOwnerRefusal } from '../parts/refused.ts';
import { SecretDialog, type ShownSecret } from '../parts/secret.tsx';
import '../styles/workspace.css';

/** Whether it fails changes without an event that tells of it. */
const EVERY_MS = 10_000;

const BY_API = `await stripe.webhookEndpoints.create({
  url: 'https://example.com/webhooks',
  enabled_events: ['financial_connections.account.deactivated'],
});`;
const VERIFY = `const event = stripe.webhooks.constructEvent(
  body,                                 // the raw bytes
  headers['stripe-signature'],
  process.env.RELINK_WEBHOOK_SECRET,
);`;

export default function WebhooksPage() {
  const say = useWords(webhookWords);
  const refused = useOwnerRefusal();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<ShownSecret | null>(null);
  useListKeys();
  const endpoints = useCall('GET /webhook_endpoints', {}, { refetchInterval: EVERY_MS });
  const add = (
    <Button kind="primary" icon="plus" refused={refused} onClick={() => setAdding(true)}>
      {say('create')}
    </Button>
  );
  const made = (secret: string) => {
    setAdding(false);
    setShown({ title: say('created_title'), lead: say('created_lead'), value: secret });
  };
  return (
    <Page title={say('title')} summary={say('lead')} actions={add}>
      <Await query={endpoints}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="webhooks" title={say('empty')} actions={add}>
              <p>{say('empty_lead')}</p>
              <pre className="code">{BY_API}</pre>
            </EmptyState>
          ) : (
            <Endpoints rows={rows} />
          )
        }
      </Await>
      <Dialog open={adding} onClose={() => setAdding(false)} title={say('create_title')} size="medium" holds>
        {adding ? <Add onClose={() => setAdding(false)} onMade={made} /> : null}
      </Dialog>
      <SecretDialog shown={shown} onClose={() => setShown(null)}>
        <div className="field">
          <p className="soft">{say('verify')}</p>
          <pre className="code">{VERIFY}</pre>
        </div>
      </SecretDialog>
    </Page>
  );
}

function Add({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const say = useWords(webhookWords);
  const create = useSend('POST /webhook_endpoints', ['GET /webhook_endpoints']);
  return (
    <EndpointForm
      first={{ url: '', connect: false, enabled_events: [...RELINK_EVENTS], description: null, api_version: null }}
      choosesConnect
      submit={say('add')}
      busy={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate({ body }, { onSuccess: ({ secret }) => onMade(secret) })}
      onClose={onClose}
    />
  );
}

function Endpoints({ rows }: { rows: EndpointRow[] }) {
  const say = useWords(webhookWords);
  const formats = useFormats();
  const eventsText = useEventsText();
  return (
    <Table
      label={say('title')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'url',
          name: say('column.url'),
          cell: ({ id, url, description, connect }) => (
            <span>
              <Link to="/webhooks/$id" params={{ id }} className="row-link">
                {url}
              </Link>
              {description === null ? null : <small className="cell-note">{description}</small>}
              {connect ? <small className="cell-note">{say('connect.connected')}</small> : null}
            </span>
          ),
        },
        { key: 'status', name: say('column.status'), cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
        { key: 'events', name: say('column.events'), cell: eventsText },
        {
          key: 'failed',
          name: say('column.failed'),
          numeric: true,
          cell: ({ failed }) => (failed.value === 0 ? say('failed_none') : formats.count(failed)),
        },
      ]}
    />
  );
}
