// One webhook endpoint: how it stands and why, what it asks for, its secret, and everything that can be done with it.
import { Link } from '@tanstack/react-router';
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, Section } from '../kit/page.tsx';
import { Await } from '../parts/await.tsx';
import { EndpointActions } from '../parts/endpoint_actions.tsx';
import { EndpointHints, EndpointStatus, useEventsText } from '../parts/endpoint_labels.tsx';
import { EndpointSecret } from '../parts/endpoint_secret.tsx';
import '../styles/workspace.css';

/** Whether it fails changes without an event that tells of it. */
const EVERY_MS = 5_000;

export default function WebhookPage() {
  const say = useWords(webhookWords);
  const id = useIdParam();
  const endpoint = useCall('GET /webhook_endpoints/:id', { path: { id } }, { refetchInterval: EVERY_MS });
  const { data } = endpoint;
  return (
    <Page
      title={data?.url ?? id}
      above={<Link to="/webhooks">{say('title')}</Link>}
      status={data === undefined ? null : <EndpointStatus endpoint={data} />}
      actions={data === undefined ? undefined : <EndpointActions endpoint={data} />}
      summary={data?.description ?? undefined}
    >
      <Await query={endpoint} missing={{ title: say('missing'), lead: say('missing_lead') }}>
        {(row) => <Detail endpoint={row} />}
      </Await>
    </Page>
  );
}

function Detail({ endpoint }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  const formats = useFormats();
  const eventsText = useEventsText();
  const { failed, enabled_events } = endpoint;
  return (
    <>
      <EndpointHints endpoint={endpoint} />
      <Section title={say('facts')}>
        <Facts
          facts={[
            [say('field.connect'), say(endpoint.connect ? 'connect.connected' : 'connect.own')],
            [say('column.failed'), failed.value === 0 ? say('failed_none') : formats.count(failed)],
            [say('field.version'), endpoint.api_version ?? say('field.version_newest')],
            [say('created'), formats.time(endpoint.created)],
            [say('id'), <Identifier key="id" value={endpoint.id} />],
          ]}
        />
      </Section>
      <Section title={say('secret')}>
        <EndpointSecret endpoint={endpoint} />
      </Section>
      <Section title={say('field.events')}>
        <p>{eventsText(endpoint)}</p>
        {enabled_events.includes('*') ? null : (
          <ul className="type-list">
            {enabled_events.map((type) => (
              <li key={type}>
                <code>{type}</code>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
