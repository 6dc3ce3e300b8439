// The figures of the health page. Each answers the question that is its title.
import { Link } from '@tanstack/react-router';
import type { Health, InstitutionLabel } from '../../../server/src/wire/dashboard_objects.ts';
import { BankMark } from '../accounts/labels.tsx';
import { useFormats } from '../catalogue/formats.ts';
import { healthWords } from '../catalogue/health.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { Section } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { type Bar, BarTable, Pillars } from './bars.tsx';
import { dayOf, ticked } from './days.ts';

type Deactivation = Health['deactivations'][number];
interface Props {
  health: Health;
  days: string;
}

const BANKS_SHOWN = 8;

export function Broken({ health, days }: Props) {
  const say = useWords(healthWords);
  const total = sumOf(health.deactivations);
  if (total === 0) {
    return (
      <Section title={say('causes.title')}>
        <p className="soft">{say('causes.none', { days })}</p>
      </Section>
    );
  }
  return (
    <>
      <div className="two">
        <Section title={say('causes.title')}>
          <p className="soft">{say('causes.lead', { count: total, days })}</p>
          <Causes rows={health.deactivations} total={total} />
        </Section>
        <Section title={say('banks.title')}>
          <Banks rows={health.deactivations} total={total} />
        </Section>
      </div>
      <Section title={say('daily.title')}>
        <Daily rows={health.deactivations_by_day} />
      </Section>
    </>
  );
}

function Causes({ rows, total }: { rows: Deactivation[]; total: number }) {
  const say = useWords(healthWords);
  const terms = useWords(termWords);
  const label = useShareLabel(total);
  const causes = Map.groupBy(rows, ({ cause }) => cause);
  const bars = [...causes].map(([cause, some]): Bar => {
    const count = sumOf(some);
    const name = (
      <Link to="/accounts" search={{ cause }}>
        {terms(`cause.${cause}`)}
      </Link>
    );
    return { key: cause, name, value: count, label: label(count) };
  });
  return (
    <BarTable caption={say('causes.title')} columns={[say('column.cause'), say('column.count')]} bars={sorted(bars)} />
  );
}

function Banks({ rows, total }: { rows: Deactivation[]; total: number }) {
  const say = useWords(healthWords);
  const terms = useWords(termWords);
  const label = useShareLabel(total);
  const banks = Map.groupBy(rows, ({ institution }) => institution.id);
  const bars = [...banks].map(([id, some]): Bar => {
    const count = sumOf(some);
    const worst = some.reduce((one, other) => (other.count > one.count ? other : one));
    const note =
      some.length === 1 ? terms(`cause.${worst.cause}`) : say('banks.most', { cause: terms(`cause.${worst.cause}`) });
    return { key: id, name: <Bank bank={worst.institution} />, value: count, label: label(count), note };
  });
  const all = sorted(bars);
  const rest = all.slice(BANKS_SHOWN);
  const others: Bar[] =
    rest.length === 0
      ? []
      : [
          {
            key: 'others',
            name: say('banks.others', { count: rest.length }),
            value: sumOf(rest.map(({ value }) => ({ count: value }))),
            label: label(sumOf(rest.map(({ value }) => ({ count: value })))),
          },
        ];
  return (
    <BarTable
      caption={say('banks.title')}
      columns={[say('banks.bank'), say('column.count')]}
      bars={[...all.slice(0, BANKS_SHOWN), ...others]}
    />
  );
}

function Bank({ bank }: { bank: InstitutionLabel }) {
  return (
    <span className="account-label">
      <BankMark institution={bank} />
      <Link to="/accounts" search={{ institution: bank.id }}>
        {bank.name}
      </Link>
    </span>
  );
}

function Daily({ rows }: { rows: Health['deactivations_by_day'] }) {
  const say = useWords(healthWords);
  const formats = useFormats();
  const peak = rows.reduce((one, other) => (other.count > one.count ? other : one), rows[0] ?? { date: '', count: 0 });
  return (
    <>
      {peak.count === 0 ? null : (
        <p className="soft">{say('daily.peak', { day: formats.day(dayOf(peak.date)), count: peak.count })}</p>
      )}
      <Pillars
        title={say('daily.title')}
        columns={[say('daily.day'), say('column.count')]}
        pillars={ticked(rows.map(({ date, count }) => ({ key: date, name: formats.day(dayOf(date)), value: count })))}
        table={say('table')}
        format={formats.number}
      />
    </>
  );
}

const STEPS = ['requested', 'sent', 'opened', 'at_bank', 'succeeded'] as const;

export function Funnel({ health: { funnel }, days }: Props) {
  const say = useWords(healthWords);
  const label = useShareLabel(funnel.requested);
  if (funnel.requested === 0) {
    return (
      <Section title={say('funnel.title')}>
        <EmptyState
          icon="requests"
          title={say('funnel.none', { days })}
          actions={
            <Link className="button plain" to="/accounts" search={{ needs_relink: 'true' }}>
              {say('funnel.open_accounts')}
            </Link>
          }
        >
          <p>{say('funnel.none_teach')}</p>
        </EmptyState>
      </Section>
    );
  }
  return (
    <Section title={say('funnel.title')}>
      <p className="soft">{say('funnel.lead', { days })}</p>
      <BarTable
        caption={say('funnel.title')}
        columns={[say('funnel.step'), say('column.count')]}
        bars={STEPS.map((step) => ({
          key: step,
          name: say(`funnel.${step}`),
          value: funnel[step],
          label: label(funnel[step]),
          tone: step === 'succeeded' ? 'good' : 'plain',
        }))}
      />
    </Section>
  );
}

const ENDS = ['deactivations', 'numbers'] as const;

export function Expiring({ health: { expiring } }: { health: Health }) {
  const say = useWords(healthWords);
  const formats = useFormats();
  const ends = ENDS.filter((end) => expiring.some((week) => week[end] > 0));
  if (ends.length === 0) {
    return (
      <Section title={say('expiring.title')}>
        <p className="soft">{say('expiring.none')}</p>
      </Section>
    );
  }
  return (
    <Section title={say('expiring.title')}>
      <p className="soft">{say('expiring.lead')}</p>
      <div className="two">
        {ends.map((end) => (
          <div key={end}>
            <h3>{say(`expiring.${end}`)}</h3>
            <Pillars
              title={say(`expiring.${end}`)}
              columns={[say('expiring.week'), say('column.count')]}
              pillars={ticked(
                expiring.map((week) => ({ key: week.week, name: formats.day(dayOf(week.week)), value: week[end] })),
              )}
              table={say('table')}
              format={formats.number}
            />
          </div>
        ))}
      </div>
      <Link to="/accounts" search={{ expiring: 'true' }}>
        {say('expiring.open')}
      </Link>
    </Section>
  );
}

/** “212 (58%)” */
function useShareLabel(total: number): (count: number) => string {
  const formats = useFormats();
  return (count) =>
    total === 0 ? formats.number(count) : `${formats.number(count)} (${formats.percent(count / total)})`;
}

function sumOf(rows: { count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function sorted(bars: Bar[]): Bar[] {
  return bars.toSorted((one, other) => other.value - one.value);
}
