// The views of links that lead no further, or not this way: each says why in a sentence and offers a way on.
import type { HostedPage, HostedPageView } from '../../../server/src/wire/hosted_page.ts';
import { AccountRow } from '../account_row.tsx';
import { usePageText } from '../catalogue/page_text.ts';
import { bankName } from '../sentences.ts';
import { Note, PostForm, WayOut } from './frame.tsx';

type Of<T extends HostedPage['type']> = Extract<HostedPage, { type: T }>;

function useNames({ view }: HostedPageView): { merchant: string; bank: string } {
  return { merchant: view?.merchant.name ?? '', bank: view === null ? '' : bankName(view) };
}

/** The session was taken to another browser; it can be taken back. */
export function ElsewherePage({ page }: { page: HostedPageView }) {
  const words = usePageText();
  return (
    <Note
      page={page}
      icon="outside"
      title={words.say('elsewhere.title')}
      lead={words.say('elsewhere.lead')}
      actions={<PostForm page={page} button={words.say('elsewhere.back')} />}
    />
  );
}

/** There is nothing to do (any more). */
export function DonePage({ page, type }: { page: HostedPageView; type: 'repaired' | 'used' }) {
  const words = usePageText();
  const { view } = page;
  return (
    <Note
      page={page}
      good
      title={words.say(`${type}.title`)}
      lead={words.say(`${type}.lead`, useNames(page))}
      actions={<WayOut page={page} primary />}
    >
      {type === 'repaired' && view?.account ? (
        <AccountRow account={view.account} institution={view.institution} />
      ) : null}
    </Note>
  );
}

/** The link is older than it may be. */
export function ExpiredPage({ page, delivery, email }: { page: HostedPageView } & Of<'expired'>) {
  const words = usePageText();
  const names = useNames(page);
  if (delivery === 'email' && email === null) {
    return (
      <Note
        page={page}
        icon="clock"
        title={words.say('unsent.title')}
        lead={words.say('unsent.lead', names)}
        actions={<WayOut page={page} />}
      />
    );
  }
  return (
    <Note
      page={page}
      icon="clock"
      title={words.say('expired.title')}
      lead={
        delivery === 'url' ? words.say('expired.lead.url') : words.say('expired.lead.email', { email: email ?? '' })
      }
      actions={<PostForm page={page} to="/renew" button={words.say(`expired.button.${delivery}`)} />}
    />
  );
}

/** A new link is in the mailbox. */
export function RenewedPage({ page, email, fresh }: { page: HostedPageView } & Of<'renewed'>) {
  const words = usePageText();
  return (
    <Note
      page={page}
      icon="clock"
      title={words.say('renewed.title')}
      lead={words.say(fresh ? 'renewed.lead.fresh' : 'renewed.lead.earlier', { email })}
      actions={<WayOut page={page} />}
    />
  );
}

/** The session has ended, by the customer's word or otherwise. */
export function EndedPage({
  page,
  type,
}: {
  page: HostedPageView;
  type: 'declined' | 'ended' | 'superseded' | 'too_often';
}) {
  const words = usePageText();
  return (
    <Note
      page={page}
      icon={type === 'superseded' ? 'next' : 'link'}
      title={words.say(`${type}.title`)}
      lead={words.say(`${type}.lead`, useNames(page))}
      actions={<WayOut page={page} />}
    />
  );
}

/** The account itself is out of reach. */
export function GonePage({ page, why }: { page: HostedPageView } & Of<'gone'>) {
  const words = usePageText();
  const lead =
    why === 'closed'
      ? words.say('gone.lead.closed', useNames(page))
      : words.say('gone.lead.disconnected', { merchant: page.view?.merchant.name ?? '' });
  return <Note page={page} title={words.say('gone.title')} lead={lead} actions={<WayOut page={page} />} />;
}

/** The bank lets us in again by itself, or when the customer has unlocked his access there: the button looks whether it does. */
export function ShutOutPage({ page }: { page: HostedPageView }) {
  const words = usePageText();
  const names = useNames(page);
  return (
    <Note
      page={page}
      icon="clock"
      title={words.say('shut_out.title', names)}
      lead={words.say('shut_out.lead', names)}
      actions={
        <>
          <PostForm page={page} button={words.say('shut_out.again')} />
          <WayOut page={page} />
        </>
      }
    >
      {page.view?.account ? <AccountRow account={page.view.account} institution={page.view.institution} /> : null}
    </Note>
  );
}

/** Nobody made this link. */
export function UnknownPage({ page }: { page: HostedPageView }) {
  const words = usePageText();
  return (
    <Note
      page={page}
      icon="search"
      title={words.say('unknown.title')}
      lead={words.say('unknown.lead')}
      actions={<p className="small">{words.say('success.close')}</p>}
    />
  );
}

/** The form or the server failed; the page itself is the way on. */
export function AgainPage({ page, type }: { page: HostedPageView; type: 'refused' | 'broken' | 'away' }) {
  const words = usePageText();
  return (
    <Note
      page={page}
      icon={type === 'away' ? 'clock' : 'alert'}
      title={words.say(`${type}.title`)}
      lead={words.say(`${type}.lead`)}
      actions={
        <a className="button primary" href={page.path}>
          {words.say('refused.button')}
        </a>
      }
    />
  );
}
