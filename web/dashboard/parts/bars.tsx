// Few charts, each with its labels at the bars. The data is a real table, so a screen reader and a printer have it, too.
import type { ReactNode } from 'react';
import { Table } from '../kit/table.tsx';

export interface Bar {
  key: string;
  name: ReactNode;
  value: number;
  /** What stands at the bar: the number in the viewer's locale, maybe with a share. */
  label: string;
  note?: string | null;
  tone?: 'plain' | 'good' | 'warn' | 'bad';
}

/** Bars that lie: one row each, the widest fills the room. */
export function BarTable({ caption, columns, bars }: { caption: string; columns: [string, string]; bars: Bar[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <table className="bars" aria-label={caption}>
      <thead className="unseen">
        <tr>
          <th scope="col">{columns[0]}</th>
          <th scope="col">{columns[1]}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, name, value, label, note = null, tone = 'plain' }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>
              <span className="bar-room">
                <svg className={`bar ${tone}`} aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 1">
                  <rect width={value === 0 ? 0 : Math.max(0.6, (100 * value) / most)} height="1" />
                </svg>
              </span>
              <span className="bar-label">{label}</span>
              {note === null ? null : <small>{note}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface Pillar {
  key: string;
  /** Below the pillar; null: only in the table. */
  tick: string | null;
  name: string;
  value: number;
}

interface PillarsProps {
  title: string;
  columns: [string, string];
  pillars: Pillar[];
  /** What opens the table. */
  table: string;
  format: (value: number) => string;
}

const HEIGHT = 96;
const STEP = 12;

/** Bars that stand. The highest carries its number; below them the same as a table that opens. */
export function Pillars({ title, columns, pillars, table, format }: PillarsProps) {
  const most = Math.max(1, ...pillars.map(({ value }) => value));
  const peak = pillars.findIndex(({ value }) => value === most);
  return (
    <figure className="pillars">
      <div className="pillar-room" aria-hidden="true">
        <svg
          viewBox={`0 0 ${Math.max(1, pillars.length) * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          {pillars.map(({ key, value }, index) => {
            const height = (value / most) * HEIGHT;
            return <rect key={key} x={index * STEP + 1} y={HEIGHT - height} width={STEP - 2} height={height} />;
          })}
        </svg>
        {peak < 0 ? null : (
          <Mark at={(peak + 0.5) / pillars.length} className="pillar-peak">
            {format(most)}
          </Mark>
        )}
        {pillars.map(({ key, tick }, index) =>
          tick === null ? null : (
            <Mark key={key} at={(index + 0.5) / pillars.length} className="pillar-tick">
              {tick}
            </Mark>
          ),
        )}
      </div>
      <details>
        <summary>{table}</summary>
        <Table
          label={title}
          rows={pillars}
          keyOf={({ key }) => key}
          columns={[
            { key: 'name', name: columns[0], cell: ({ name }) => name },
            { key: 'value', name: columns[1], numeric: true, cell: ({ value }) => format(value) },
          ]}
        />
      </details>
    </figure>
  );
}

/** Words over the drawing: in an SVG of their own, because the drawing is stretched. */
function Mark({ at, className, children }: { at: number; className: string; children: string }) {
  const anchor = at < 0.08 ? 'start' : at > 0.92 ? 'end' : 'middle';
  return (
    <svg className={className} aria-hidden="true" focusable="false">
      <text x={`${at * 100}%`} y="0.85em" textAnchor={anchor}>
        {children}
      </text>
    </svg>
  );
}
