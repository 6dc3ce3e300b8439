// The frame around every view of the customer's own page, and its forms, which work without script.
import type { ReactNode } from 'react';
import type { HostedPageView } from '../../../server/src/wire/hosted_page.ts';
import { Icon, type IconName } from '../../kit/icons.tsx';
import { isWebAddress } from '../bank_window.ts';
import { usePageText } from '../catalogue/page_text.ts';
import type { FlowView } from '../flow_types.ts';
import { Support } from '../panes/error.tsx';
import { Bars, Merchant, Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** What every view gets; `view` is known where the link is. */
export interface PageProps {
  page: HostedPageView;
  view: FlowView;
}

/** Who asks, and whether it is for real. */
export type Asker = Pick<FlowView, 'merchant'> & { session: Pick<FlowView['session'], 'livemode'> };

/** Ribbon, merchant, how far we are, and the view. */
export function Frame(props: { view: Asker | null; step: 1 | 2 | 3 | null; children: ReactNode }) {
  const text = useText();
  const { view, step, children } = props;
  return (
    <div className="shell">
      <header>
        {view !== null && !view.session.livemode ? <p className="ribbon">{text.say('ribbon')}</p> : null}
        <div className="bar still">{view === null ? null : <Merchant merchant={view.merchant} />}</div>
        <Bars step={step} />
      </header>
      <main>{children}</main>
    </div>
  );
}

/** A form of one button; `to` is where below the page it posts to. */
export function PostForm(props: {
  page: HostedPageView;
  to?: string;
  button: ReactNode;
  kind?: 'primary' | 'quiet';
  id?: string;
  fields?: Record<string, string>;
}) {
  const { page, to = '', button, kind = 'primary', id, fields = {} } = props;
  return (
    <form method="post" action={`${page.path}${to}`} id={id}>
      <input type="hidden" name="form_token" value={page.form_token} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className={`button ${kind}`}>
        {button}
      </button>
    </form>
  );
}

/** Back to the merchant where he wants his customer back, else the plain word that the page can be closed. */
export function WayOut({ page, primary = false }: { page: HostedPageView; primary?: boolean }) {
  const text = usePageText();
  const merchant = page.view?.merchant.name ?? '';
  if (page.return_url === null || !isWebAddress(page.return_url)) {
    return <p className="small">{text.say('success.close')}</p>;
  }
  return (
    <a className={primary ? 'button primary' : 'button quiet'} href={page.return_url} rel="noreferrer">
      {text.say('success.back', { merchant })}
    </a>
  );
}

/** The merchant's help, where he gave any. */
export function Help({ view }: { view: Asker | null }) {
  return view === null ? null : <Support merchant={view.merchant} />;
}

/** A view that says how things stand and offers a way on. */
export function Note(props: {
  page: { view: Asker | null };
  title: string;
  lead: string;
  icon?: IconName;
  good?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { page, title, lead, icon = 'link', good = false, children, actions } = props;
  return (
    <Frame view={page.view} step={null}>
      <Pane
        title={title}
        lead={lead}
        art={
          <div className={good ? 'art good' : 'art calm'}>
            <Icon name={good ? 'check' : icon} />
          </div>
        }
        actions={
          <>
            {actions}
            <Help view={page.view} />
          </>
        }
      >
        {children}
      </Pane>
    </Frame>
  );
}
