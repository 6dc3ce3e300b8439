// One event: what it says, and every try to tell an endpoint of it.
import { Link } from '@tanstack/react-router';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, Section } from '../kit/page.tsx';
import { EmptyState, ErrorState, Loading } from '../kit/states.tsx';
import { DeliveryState, ObjectLink } from '../parts/deliveries.tsx';
import { Delivery } from '../parts/delivery.tsx';
import { Json } from '../parts/json.tsx';
import { ResendMenu } from '../parts/resend.tsx';
import '../styles/workspace.css';

export default function EventPage() {
  const say = useWords(eventWords);
  const formats = useFormats();
  const id = useIdParam();
  const detail = useCall('GET /events/:id', { path: { id } });
  const above = <Link to="/events">{say('back')}</Link>;
  if (detail.data === undefined) {
    return (
      <Page title={id} above={above}>
        {detail.error === null ? <Loading /> : <Missing error={detail.error} retry={() => void detail.refetch()} />}
      </Page>
    );
  }
  const { event, payload, deliveries } = detail.data;
  return (
    <Page
      title={event.type}
      above={above}
      status={<DeliveryState event={event} />}
      actions={<ResendMenu event={event} deliveries={deliveries} />}
    >
      <Section title={say('facts')}>
        <Facts
          facts={[
            [say('object'), <ObjectLink key="object" id={event.object_id} />],
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
          deliveries.map((delivery) => <Delivery key={delivery.id} event={event.id} delivery={delivery} />)
        )}
      </Section>
      <Section title={say('payload')}>
        <p className="soft">{say('payload_lead')}</p>
        <Json value={payload} label={say('payload')} />
      </Section>
    </Page>
  );
}

function Missing({ error, retry }: { error: Error & { status?: number }; retry: () => void }) {
  const say = useWords(eventWords);
  if (error.status !== 404) return <ErrorState error={error} retry={retry} />;
  return (
    <EmptyState icon="search" title={say('missing')}>
      <p>{say('missing_lead')}</p>
    </EmptyState>
  );
}
