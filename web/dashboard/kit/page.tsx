// The anatomy of a page: heading with status and the one action, facts, sections, raw JSON at the end.
import { type ReactNode, useEffect } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from './button.tsx';
import { useCopy } from './identifier.tsx';
import { Jointed } from './jointed.tsx';

interface PageProps {
  /** Also the window's title. */
  title: string;
  /** Where one came from: the list above a detail. */
  above?: ReactNode;
  status?: ReactNode;
  actions?: ReactNode;
  /** A line below the heading. */
  summary?: ReactNode;
  children: ReactNode;
}

export function Page({ title, above, status, actions, summary, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Relink`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-header">
        {above === undefined ? null : <p className="above">{above}</p>}
        <div className="page-title">
          <h1>
            <Jointed text={title} />
          </h1>
          {status}
          {actions === undefined ? null : <div className="actions">{actions}</div>}
        </div>
        {summary === undefined ? null : <div className="page-summary">{summary}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page with its own heading. */
export function Section(props: { title: string; actions?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className="section" id={props.id}>
      <header>
        <h2>{props.title}</h2>
        {props.actions === undefined ? null : <div className="actions">{props.actions}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** Names and values; null values are left out. */
export function Facts({ facts }: { facts: ([name: string, value: ReactNode] | null)[] }) {
  const shown = facts.filter((fact) => fact !== null);
  return (
    <dl className="facts">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The API's own object, for developers. */
export function RawJson({ value, title }: { value: unknown; title?: string }) {
  const say = useWords(kitWords);
  const { copied, copy } = useCopy();
  const text = JSON.stringify(value, null, 2);
  return (
    <details className="raw">
      <summary>{title ?? say('raw_json')}</summary>
      <div className="raw-actions">
        <Button small icon={copied ? 'check' : 'copy'} onClick={() => copy(text)}>
          {copied ? say('copied') : say('copy_json')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}
