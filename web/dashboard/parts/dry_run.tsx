// What a policy would do, before it does it: whom today, and how many on each coming day.
import { useQuery } from '@tanstack/react-query';
import type { Policy, PolicyDryRun } from '../../../server/src/wire/dashboard_objects.ts';
import { call, type DashboardError } from '../api/client.ts';
import { useFormats } from '../catalogue/formats.ts';
import { healthWords } from '../catalogue/health.ts';
import { policyWords } from '../catalogue/policies.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Loading, useErrorMessage } from '../kit/states.tsx';
import { PreviewPeople } from '../relink/preview.tsx';
import { Pillars } from './bars.tsx';
import { dayOf, ticked } from './days.ts';

/** Null while a field holds something that cannot be. */
export function useDryRun(policy: Policy | null) {
  return useQuery<PolicyDryRun, DashboardError>({
    queryKey: ['POST /policy/dry_run', policy],
    queryFn: ({ signal }) => call('POST /policy/dry_run', { body: policy! }, signal),
    enabled: policy !== null,
    placeholderData: (before) => before,
    refetchOnWindowFocus: false,
  });
}

interface Props {
  run: ReturnType<typeof useDryRun>;
  /** E-mails a day at most. */
  cap: number;
}

export function DryRun({ run, cap, ready }: Props & { ready: boolean }) {
  const say = useWords(policyWords);
  return (
    <aside className="dry-run" aria-label={say('dry_run')}>
      <header>
        <h2>{say('dry_run')}</h2>
        <p className="soft">{say('dry_run_lead')}</p>
      </header>
      {ready ? <Outcome run={run} cap={cap} /> : <p className="soft">{say('dry_run_waiting')}</p>}
    </aside>
  );
}

function Outcome({ run, cap }: Props) {
  const say = useWords(policyWords);
  const form = useWords(healthWords);
  const message = useErrorMessage();
  const formats = useFormats();
  if (run.error !== null) {
    return (
      <div role="alert">
        <p>{message(run.error)}</p>
        <Button small icon="refresh" onClick={() => void run.refetch()}>
          {say('dry_run_again')}
        </Button>
      </div>
    );
  }
  if (run.data === undefined) return <Loading rows={6} />;
  const { now, upcoming } = run.data;
  const due = upcoming.some(({ count }) => count > 0);
  return (
    <>
      <p className="figure">
        {now.eligible === 0 ? say('dry_run_nobody') : say('dry_run_now', { count: now.eligible })}
      </p>
      {now.eligible > cap ? <p className="soft">{say('dry_run_cap', { count: cap })}</p> : null}
      <PreviewPeople preview={now} />
      <h3>{say('dry_run_upcoming')}</h3>
      {due ? (
        <Pillars
          title={say('dry_run_upcoming')}
          columns={[say('dry_run_date'), say('dry_run_count')]}
          pillars={ticked(
            upcoming.map(({ date, count }) => ({ key: date, name: formats.day(dayOf(date)), value: count })),
          )}
          table={form('table')}
          format={formats.number}
        />
      ) : (
        <p className="soft">{say('dry_run_quiet')}</p>
      )}
    </>
  );
}
