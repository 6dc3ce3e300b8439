// Few charts, each with its labels at the bars. The data is a real table, so a screen reader and a printer have it, too.
import type { ReactNode } from 'react';

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
  values: number[];
}

const HEIGHT = 96;
const STEP = 12;

/** Bars that stand, stacked where there are several values. Below them the same as a table that opens. */
export function Pillars(props: {
  title: string;
  columns: string[];
  pillars: Pillar[];
  table: string;
  format: (value: number) => string;
}) {
  const { title, columns, pillars, table, format } = props;
  const most = Math.max(1, ...pillars.map(({ values }) => sum(values)));
  const peak = pillars.findIndex(({ values }) => sum(values) === most);
  return (
    <figure className="pillars">
      <div className="pillar-room" aria-hidden="true">
        <svg
          viewBox={`0 0 ${Math.max(1, pillars.length) * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          {pillars.map((pillar, index) => stack(pillar, index, most))}
        </svg>
        {peak < 0 || sum(pillars[peak]!.values) === 0 ? null : (
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
        <table className="table" aria-label={title}>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={column} scope="col" className={index === 0 ? undefined : 'numeric'}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pillars.map(({ key, name, values }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {values.map((value, index) => (
                  <td key={columns[index + 1]} className="numeric" data-label={columns[index + 1]}>
                    {format(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function stack({ key, values }: Pillar, index: number, most: number): ReactNode {
  let below = 0;
  return values.map((value, layer) => {
    const height = (value / most) * HEIGHT;
    below += height;
    const room = `${key} ${layer}`;
    return (
      <rect
        key={room}
        className={`layer-${layer}`}
        x={index * STEP + 1}
        y={HEIGHT - below}
        width={STEP - 2}
        height={height}
      />
    );
  });
}

/** Words over the drawing. An SVG group of its own, because it must not be stretched and a style attribute is not allowed. */
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

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
