// The health of all connections: what breaks and where, whether customers come back, and what ends next.

import { useFilters } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { healthWords } from '../catalogue/health.ts';
import { useWords } from '../catalogue/words.ts';
import { FilterSwitch } from '../kit/filters.tsx';
import { Page } from '../kit/page.tsx';
import { Await } from '../parts/await.tsx';
import { Broken, Expiring, Funnel } from '../parts/health_figures.tsx';
import '../styles/workspace.css';

const DAYS = ['7', '14', '30'] as const;
const DEFAULT = '30';

export default function HealthPage() {
  const say = useWords(healthWords);
  const { filters, set } = useFilters<{ days?: string; after?: string; before?: string }>();
  const days = DAYS.find((each) => each === filters.days) ?? DEFAULT;
  const health = useCall('GET /health', { query: { days } }, { keep: true });
  return (
    <Page
      title={say('title')}
      summary={say('lead')}
      actions={
        <fieldset className="chips" aria-label={say('range')}>
          {DAYS.map((each) => (
            <FilterSwitch
              key={each}
              name={say(`days.${each}`)}
              on={each === days}
              onChange={() => set({ days: each === DEFAULT ? undefined : each })}
            />
          ))}
        </fieldset>
      }
    >
      <Await query={health} rows={12}>
        {(figures) => (
          <>
            <Broken health={figures} days={days} />
            <Funnel health={figures} days={days} />
            <Expiring health={figures} />
          </>
        )}
      </Await>
    </Page>
  );
}
