// The API keys: make, restrict, reveal, replace, revoke.
import { useState } from 'react';
import type { ApiKeyRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useCall } from '../api/queries.ts';
import { keyWords } from '../catalogue/api_keys.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Page } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Badge } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { RelativeTime, useNow } from '../kit/time.tsx';
import { ApiKeyActions } from '../parts/api_key_actions.tsx';
import { ApiKeyForm } from '../parts/api_key_form.tsx';
import { Await } from '../parts/await.tsx';
import { useOwnerRefusal } from '../parts/refused.ts';
import { SecretDialog, type ShownSecret } from '../parts/secret.tsx';
import '../styles/workspace.css';

export default function ApiKeysPage() {
  const say = useWords(keyWords);
  const refused = useOwnerRefusal();
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<ShownSecret | null>(null);
  const keys = useCall('GET /api_keys', {});
  const create = (
    <Button kind="primary" icon="plus" refused={refused} onClick={() => setCreating(true)}>
      {say('create')}
    </Button>
  );
  const made = (secret: ShownSecret) => {
    setCreating(false);
    setShown(secret);
  };
  return (
    <Page title={say('title')} summary={say('lead')} actions={create}>
      {refused === null ? null : <p className="soft">{refused}</p>}
      <Await query={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="key" title={say('empty')}>
              <p>{say('empty_lead')}</p>
            </EmptyState>
          ) : (
            <Keys rows={rows} onShow={setShown} />
          )
        }
      </Await>
      <Dialog open={creating} onClose={() => setCreating(false)} title={say('create_title')} size="medium" holds>
        {creating ? <ApiKeyForm onClose={() => setCreating(false)} onMade={made} /> : null}
      </Dialog>
      <SecretDialog shown={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function Keys({ rows, onShow }: { rows: ApiKeyRow[]; onShow: (secret: ShownSecret) => void }) {
  const say = useWords(keyWords);
  return (
    <Table
      label={say('title')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          name: say('column.name'),
          cell: ({ name }) => name ?? <span className="soft">{say('no_name')}</span>,
        },
        { key: 'kind', name: say('column.kind'), cell: (key) => <Kind apiKey={key} /> },
        { key: 'key', name: say('column.key'), cell: ({ hint }) => <code className="nowrap">{hint}</code> },
        {
          key: 'used',
          name: say('column.used'),
          cell: ({ last_used_at }) =>
            last_used_at === null ? (
              <span className="soft">{say('never_used')}</span>
            ) : (
              <RelativeTime at={last_used_at} />
            ),
        },
        { key: 'created', name: say('column.created'), cell: ({ created }) => <RelativeTime at={created} /> },
        {
          key: 'actions',
          name: say('actions_column'),
          silent: true,
          cell: (key) => <ApiKeyActions apiKey={key} onShow={onShow} />,
        },
      ]}
    />
  );
}

function Kind({ apiKey }: { apiKey: ApiKeyRow }) {
  const say = useWords(keyWords);
  const formats = useFormats();
  const now = useNow();
  const { kind, permissions, expires_at } = apiKey;
  const allowed = Object.entries(permissions ?? {}).map(([resource, level]) =>
    say(level === 'read' ? 'may_read' : 'may_write', { resource: say(`resource.${resource as 'accounts'}`) }),
  );
  return (
    <span>
      {say(`kind.${kind}`)}
      {expires_at === null ? null : (
        <>
          {' '}
          <Badge tone="warn">
            {expires_at > now
              ? say('ends', { time: formats.relative(expires_at, now) })
              : say('ended', { time: formats.relative(expires_at, now) })}
          </Badge>
        </>
      )}
      {allowed.length === 0 ? null : <small className="cell-note">{say('may', { list: formats.list(allowed) })}</small>}
    </span>
  );
}
