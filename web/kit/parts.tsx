// The semantic parts the pages are made of: button, mark, heading, notice, steps.
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { inkOn, readHex } from './accent.ts';
import { Icon, type IconName } from './icons.tsx';

/** The one action a pane is about, or a quieter way on. Stays focusable while busy, so that focus is not lost. */
export function Button(props: {
  children: ReactNode;
  kind?: 'primary' | 'quiet';
  type?: 'button' | 'submit';
  busy?: boolean;
  onClick?: () => void;
}) {
  const { children, kind = 'primary', type = 'button', busy = false, onClick } = props;
  return (
    <button
      type={type}
      className={`button ${kind}`}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}

/** A round mark drawn from initials and a colour: no borrowed logo, no request to anybody. */
export function Mark({
  initials,
  color,
  size = 'row',
}: {
  initials: string;
  color: string | null;
  size?: 'row' | 'large';
}) {
  const known = color !== null && readHex(color) !== null ? color : null;
  return (
    <span
      className={`mark ${size}`}
      data-color={known ?? undefined}
      // A policy against inline styles forbids the attribute in HTML, not the property: the server paints by a rule instead.
      style={known === null || typeof document === 'undefined' ? undefined : (paintOf(known) as Record<string, string>)}
      aria-hidden="true"
    >
      {initials.slice(0, 3)}
    </span>
  );
}

/** The colours of a mark. */
export function paintOf(color: string): { '--mark': string; '--mark-ink': string } {
  return { '--mark': color, '--mark-ink': inkOn(color) };
}

/** Makes up to two initials of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => [...word][0]!.toLocaleUpperCase())
    .join('');
}

/** A pane's heading. Takes the focus when its pane appears, so that a screen reader reads where the customer now is. */
export function Heading({ children, focus = true }: { children: string; focus?: boolean }) {
  const element = useRef<HTMLHeadingElement>(null);
  // Before the paint, so that a key pressed right after it does not go to the pane that was.
  useLayoutEffect(() => {
    document.title = children;
    if (focus) element.current?.focus({ preventScroll: true });
  }, [children, focus]);
  return (
    <h1 ref={element} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** A short remark set apart. `alert` is read out at once. */
export function Notice(props: {
  children: ReactNode;
  icon?: IconName;
  tone?: 'calm' | 'warn' | 'bad';
  alert?: boolean;
  id?: string;
}) {
  const { children, icon = 'shield', tone = 'calm', alert = false, id } = props;
  return (
    <div className={`notice ${tone}`} id={id} role={alert ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** Named steps with their state in words, shape and colour. */
export function Steps({
  steps,
}: {
  steps: { name: string; state: 'done' | 'now' | 'next'; stateName: string | null }[];
}) {
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        <li key={step.name} className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span className="bullet" aria-hidden="true">
            {step.state === 'done' ? <Icon name="check" /> : step.state === 'next' ? index + 1 : null}
          </span>
          {step.name}
          {step.stateName === null ? null : <span className="unseen">, {step.stateName}</span>}
        </li>
      ))}
    </ol>
  );
}
