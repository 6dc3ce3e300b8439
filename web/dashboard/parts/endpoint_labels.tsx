// How a webhook endpoint's state is written, and the hints about it.
import { Link } from '@tanstack/react-router';
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useFormats } from '../catalogue/formats.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Notice } from '../kit/states.tsx';
import { StatusMark } from '../kit/status.tsx';
import { useNow } from '../kit/time.tsx';
import { hintsOf } from './endpoint_hints.ts';

export function EndpointStatus({ endpoint }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  if (endpoint.status === 'disabled') return <StatusMark tone="calm">{say('status.disabled')}</StatusMark>;
  return endpoint.failing_since === null ? (
    <StatusMark tone="good">{say('status.enabled')}</StatusMark>
  ) : (
    <StatusMark tone="bad">{say('status.failing')}</StatusMark>
  );
}

export function useEventsText(): (endpoint: EndpointRow) => string {
  const say = useWords(webhookWords);
  return ({ enabled_events }) =>
    enabled_events.includes('*') ? say('events.all') : say('events.count', { count: enabled_events.length });
}

export function EndpointHints({ endpoint }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  const formats = useFormats();
  const now = useNow();
  const since = formats.relative(endpoint.failing_since ?? now, now);
  return hintsOf(endpoint, location.origin).map((hint) => (
    <Notice key={hint} tone={hint === 'disabled' || hint === 'never_held' ? 'calm' : 'warn'} icon="alert">
      <strong>{hint === 'failing' ? say('failing_title', { time: since }) : say(`${hint}_title`)}</strong>
      <p>{say(LEADS[hint])}</p>
      {hint === 'failing' || hint === 'disabled_failing' ? (
        <p>
          <Link to="/events" search={{ failed: 'true', ...(endpoint.connect && { connected: 'true' }) }}>
            {say('failing_look')}
          </Link>
        </p>
      ) : null}
    </Notice>
  ));
}

const LEADS = {
  disabled_failing: 'disabled_failing',
  disabled: 'disabled_lead',
  failing: 'failing_lead',
  never_own: 'never_own',
  never_nothing: 'never_nothing',
  never_some: 'never_some',
  never_here: 'never_here',
  never_held: 'never_held',
  never_relink: 'never_relink',
} as const;
