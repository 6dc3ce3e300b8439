// The page on which the customer shows that an account is his, by the small deposits that only he sees; it works without script.
import type {
  AnswerKind,
  VerifyPage,
  VerifyPageAccount,
  VerifyPageView,
} from '../../../server/src/wire/verify_page.ts';
import { Button, Notice } from '../../kit/parts.tsx';
import { usePageText } from '../catalogue/page_text.ts';
import { Pane } from '../shell.tsx';
import { Frame, Help, Note } from './frame.tsx';

type Ask = Extract<VerifyPage, { type: 'ask' }>;

/** The page as it stands. */
export function VerifyPageBody({ page }: { page: VerifyPageView }) {
  const { about, verify } = page;
  const words = usePageText();
  const shown = { view: askerOf(about) };
  if (verify.type === 'broken' || verify.type === 'away' || verify.type === 'refused') {
    return (
      <Note
        page={shown}
        title={words.say(`${verify.type}.title`)}
        lead={words.say(`${verify.type}.lead`)}
        icon={verify.type === 'away' ? 'clock' : 'alert'}
        actions={
          <a className="button primary" href={page.path}>
            {words.say('refused.button')}
          </a>
        }
      />
    );
  }
  if (about === null || verify.type === 'unknown') {
    return (
      <Note
        page={{ view: null }}
        title={words.say('unknown.title')}
        lead={words.say('unknown.lead')}
        icon="search"
        actions={<p className="small">{words.say('success.close')}</p>}
      />
    );
  }
  const names = { merchant: about.merchant.name, last4: about.last4 };
  switch (verify.type) {
    case 'ask':
      return <AskPage page={page} about={about} ask={verify} />;
    case 'verified':
      return (
        <Note
          page={shown}
          good
          title={words.say('verify.done.title')}
          lead={words.say('verify.done.lead', names)}
          actions={<p className="small">{words.say('success.close')}</p>}
        />
      );
    case 'over':
      return (
        <Note
          page={shown}
          title={words.say('verify.over.title')}
          lead={words.say(`verify.over.${verify.why}`, { merchant: names.merchant })}
          icon={verify.why === 'timeout' ? 'clock' : 'link'}
          actions={<p className="small">{words.say('verify.over.next', { merchant: names.merchant })}</p>}
        />
      );
  }
}

function askerOf(about: VerifyPageAccount | null) {
  return about === null ? null : { merchant: about.merchant, session: { livemode: about.livemode } };
}

function AskPage({ page, about, ask }: { page: VerifyPageView; about: VerifyPageAccount; ask: Ask }) {
  const words = usePageText();
  const merchant = about.merchant.name;
  return (
    <Frame view={askerOf(about)} step={null}>
      <Pane title={words.say('verify.title')} lead={words.say('verify.lead', { merchant, last4: about.last4 })}>
        <p>{words.say(`verify.lead.${ask.by}`)}</p>
        <Notice icon="clock">{words.say('verify.arrives', { date: words.day(ask.arrives_at) })}</Notice>
        {ask.by === 'code' ? (
          <>
            <AnswerForm page={page} ask={ask} kind="code" />
            <details className="why" open={ask.wrong?.answered === 'amounts'}>
              <summary>{words.say('verify.amounts.open')}</summary>
              <AnswerForm page={page} ask={ask} kind="amounts" />
            </details>
          </>
        ) : (
          <AnswerForm page={page} ask={ask} kind="amounts" />
        )}
        {about.livemode ? null : <p className="small">{words.say('verify.test')}</p>}
        <Notice>{words.say('verify.not', { merchant })}</Notice>
        <Help view={askerOf(about)} />
      </Pane>
    </Frame>
  );
}

const FIELDS = {
  code: [{ name: 'code', label: 'verify.code', mode: 'text', max: 12 }],
  amounts: [
    { name: 'amount_1', label: 'verify.amount.first', mode: 'decimal', max: 8 },
    { name: 'amount_2', label: 'verify.amount.second', mode: 'decimal', max: 8 },
  ],
} as const;

function AnswerForm({ page, ask, kind }: { page: VerifyPageView; ask: Ask; kind: AnswerKind }) {
  const words = usePageText();
  const wrong = ask.wrong?.answered === kind ? ask.wrong : null;
  const problem = `${kind}-problem`;
  return (
    <form method="post" action={page.path} noValidate autoComplete="off" className="fields">
      <input type="hidden" name="form_token" value={page.form_token} />
      {wrong === null ? null : (
        <Notice icon="alert" tone="bad" alert id={problem}>
          {words.say(`verify.${wrong.unreadable ? 'unreadable' : 'wrong'}.${kind}`)}{' '}
          {ask.left === null || wrong.unreadable ? null : words.say('verify.left', { count: ask.left })}
        </Notice>
      )}
      <div className={kind === 'amounts' ? 'pair-of-fields' : undefined}>
        {FIELDS[kind].map(({ name, label, mode, max }) => (
          <div key={name} className="field">
            <label htmlFor={name}>{words.say(label)}</label>
            <input
              id={name}
              name={name}
              type="text"
              inputMode={mode}
              autoCapitalize={kind === 'code' ? 'characters' : 'none'}
              autoComplete="off"
              spellCheck={false}
              maxLength={max}
              required
              aria-invalid={wrong !== null}
              aria-describedby={wrong === null ? undefined : problem}
            />
          </div>
        ))}
      </div>
      <Button type="submit" kind={kind === ask.by ? 'primary' : 'quiet'}>
        {words.say('verify.submit')}
      </Button>
    </form>
  );
}
