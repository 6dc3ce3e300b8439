// One event: what it says, and every try to tell an endpoint of it.
import { Link } from '@tanstack/react-router';
import type { EventDetail } from '../../../server/src/wire/dashboard_workspace.ts';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, Section } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Await } from '../parts/await.tsx';
import { DeliveryState, ObjectLink } from '../parts/deliveries.tsx';
import { Delivery } from '../parts/delivery.tsx';
import { Json } from '../parts/json.tsx';
import { ResendMenu } from '../parts/resend.tsx';
import '../styles/workspace.css';

const PENDING_MS = 2_000;

export default function EventPage() {
  const say = useWords(eventWords);
  const id = useIdParam();
  const detail = useCall('GET /events/:id', { path: { id } }, { refetchInterval: whilePending });
  const event = detail.data?.event;
  return (
    <Page
      title={event?.type ?? id}
      above={<Link to="/events">{say('back')}</Link>}
      status={event === undefined ? null : <DeliveryState event={event} />}
      actions={
        detail.data === undefined ? undefined : (
          <ResendMenu event={detail.data.event} deliveries={detail.data.deliveries} />
        )
      }
    >
      <Await query={detail} missing={{ title: say('missing'), lead: say('missing_lead') }}>
        {(data) => <Detail detail={data} />}
      </Await>
    </Page>
  );
}

/** A delivery comes to its end without an event of its own. */
function whilePending(detail: EventDetail | undefined): number | false {
  return detail?.deliveries.some(({ status }) => status === 'pending') ? PENDING_MS : false;
}

function Detail({ detail: { event, deliveries, payload } }: { detail: EventDetail }) {
  const say = useWords(eventWords);
  const formats = useFormats();
  return (
    <>
      <Section title={say('facts')}>
        <Facts
          facts={[
            [say('object'), <ObjectLink key="object" id={event.object_id} />],
            event.account === null ? null : [say('account'), <ObjectLink key="account" id={event.account} />],
            [say('created'), formats.exact(event.created)],
            [say('id'), <Identifier key="id" value={event.id} />],
          ]}
        />
      </Section>
      <Section title={say('deliveries')}>
        {deliveries.length === 0 ? (
          <EmptyState
            icon="webhooks"
            title={say('deliveries_empty')}
            actions={
              <Link className="button plain" to="/webhooks">
                {say('deliveries_make')}
              </Link>
            }
          >
            <p>{say('deliveries_teach')}</p>
          </EmptyState>
        ) : (
          <>
            <p className="soft">{say('resend_note')}</p>
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} event={event.id} delivery={delivery} />
            ))}
          </>
        )}
      </Section>
      <Section title={say('payload')}>
        <p className="soft">{say('payload_lead')}</p>
        <Json value={payload} label={say('payload')} />
      </Section>
    </>
  );
}
