// The frame around every pane: test-mode ribbon, the merchant who asks, how far we are, and the way out.
import { type ReactNode, useLayoutEffect } from 'react';
import { correctForContrast, SURFACES } from '../kit/accent.ts';
import { Icon } from '../kit/icons.tsx';
import { Heading, initialsOf, Mark, Notice } from '../kit/parts.tsx';
import type { FlowState } from './flow.ts';
import type { FlowView, Pane as PaneData } from './flow_types.ts';
import { useText } from './text.ts';

const SCHEMES = ['light', 'dark'] as const;
const STEPS = ['agree', 'sign_in', 'finish'] as const;

/** The frame. Without `onClose` there is no way out by a cross: the page itself is the way. */
export function Shell(props: { state: FlowState; onClose?: () => void; children: ReactNode }) {
  const { state, onClose, children } = props;
  const text = useText();
  const { view } = state;
  useAccent(view?.merchant.accent ?? null);
  return (
    <div className="shell">
      <header>
        {view !== null && !view.session.livemode ? <p className="ribbon">{text.say('ribbon')}</p> : null}
        <div className={onClose === undefined ? 'bar still' : 'bar'}>
          {view === null ? <span /> : <Merchant merchant={view.merchant} />}
          {onClose === undefined ? null : (
            <button type="button" className="close" onClick={onClose} aria-label={text.say('close')}>
              <Icon name="close" />
            </button>
          )}
        </div>
        <Bars step={view === null ? null : stepOf(view.pane)} />
      </header>
      <main aria-busy={state.busy}>
        <div className="said" role="status">
          {state.silent ? (
            <Notice icon="clock" tone="warn">
              {text.say('reconnecting')}
            </Notice>
          ) : null}
        </div>
        {state.rejected ? (
          <Notice icon="alert" tone="bad" alert>
            {text.say('rejected')}
          </Notice>
        ) : null}
        {children}
      </main>
    </div>
  );
}

/** The one column of a pane: heading, what there is to know, and at the end what to do. */
export function Pane(props: {
  title: string;
  lead?: ReactNode;
  art?: ReactNode;
  focus?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <>
      <div className="pane">
        {props.art}
        <div className="opening">
          <Heading focus={props.focus ?? true}>{props.title}</Heading>
          {props.lead === undefined ? null : <p className="lead">{props.lead}</p>}
        </div>
        {props.children}
      </div>
      {props.actions === undefined ? null : <div className="actions">{props.actions}</div>}
    </>
  );
}

/** The one who asks. */
export function Merchant({ merchant }: { merchant: FlowView['merchant'] }) {
  const logo = ownAddress(merchant.logo_url);
  return (
    <span className="merchant">
      {logo === null ? (
        <Mark initials={initialsOf(merchant.name)} color={null} />
      ) : (
        <img className="mark" src={logo} alt="" width="40" height="40" />
      )}
      <strong>{merchant.name}</strong>
    </span>
  );
}

/** A logo is shown only from our own server: the customer's visit is nobody else's business. */
function ownAddress(url: string | null): string | null {
  if (url === null) return null;
  // A path is our own, also where no page is open: on the server.
  if (/^\/(?!\/)/.test(url)) return url;
  const absolute = new URL(url, location.href);
  return absolute.origin === location.origin ? absolute.href : null;
}

/** How far the customer is. */
export function Bars({ step }: { step: 1 | 2 | 3 | null }) {
  const text = useText();
  if (step === null) return <div className="bars" />;
  const name = text.say(`step.${STEPS[step - 1]!}`);
  return (
    <div className="bars">
      <span className="unseen">{text.say('step.now', { step, total: STEPS.length, name })}</span>
      {STEPS.map((each, index) => (
        <i key={each} className={index < step ? 'reached' : ''} />
      ))}
    </div>
  );
}

/** Where a pane stands among the steps. */
export function stepOf(pane: PaneData): 1 | 2 | 3 | null {
  switch (pane.type) {
    case 'consent':
      return 1;
    case 'institution_picker':
    case 'manual_entry':
    case 'bank':
    case 'form':
      return 2;
    case 'progress':
      return pane.doing === 'contacting_bank' ? 2 : 3;
    case 'account_picker':
    case 'manual_entry_success':
    case 'success':
      return 3;
    default:
      return null;
  }
}

/** Sets the merchant's accent, corrected for both schemes, through the CSSOM: a style attribute would need a weaker CSP. */
function useAccent(accent: string | null): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    for (const scheme of SCHEMES) {
      const corrected = accent === null ? null : correctForContrast(accent, SURFACES[scheme]);
      if (corrected === null) style.removeProperty(`--accent-${scheme}`);
      else style.setProperty(`--accent-${scheme}`, corrected);
    }
  }, [accent]);
}
