// Signing in: a link by e-mail, or a passkey.
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { addressOf, keepNext, takeNext } from '../api/next_page.ts';
import { useCall } from '../api/queries.ts';
import { canUsePasskeys, requestLink, signInWithPasskey } from '../api/sign_in.ts';
import { signInWords } from '../catalogue/sign_in.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { Icon } from '../kit/icon.tsx';
import { ErrorNotice } from '../kit/states.tsx';

export default function SignInPage() {
  const say = useWords(signInWords);
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [sentTo, setSentTo] = useState<string | null>(null);
  const me = useCall('GET /me', {});
  const signedIn = me.data !== undefined && me.error === null;
  useEffect(() => {
    document.title = `${say('title')} · Relink`;
  }, [say]);
  useEffect(() => {
    // The whole page is loaded anew, so that nothing of a former person stays.
    if (!signedIn) return;
    takeNext();
    location.replace(addressOf(next));
  }, [signedIn, next]);
  const sent = (email: string) => {
    keepNext(next);
    setSentTo(email);
  };
  return (
    <main className="alone">
      <div className="sign-in">
        <p className="sign-in-mark">
          <Icon name="link" /> Relink
        </p>
        {sentTo === null ? (
          <Ask onSent={sent} onSignedIn={() => location.replace(addressOf(next))} />
        ) : (
          <Sent email={sentTo} onAgain={() => setSentTo(null)} />
        )}
        <LocalHint />
      </div>
    </main>
  );
}

function Ask({ onSent, onSignedIn }: { onSent: (email: string) => void; onSignedIn: () => void }) {
  const say = useWords(signInWords);
  const [email, setEmail] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const address = email.trim();
    setMissing(address === '');
    if (address === '') return;
    setBusy(true);
    setError(null);
    await requestLink(address).then(() => onSent(address), setError);
    setBusy(false);
  };
  return (
    <>
      <h1>{say('heading')}</h1>
      <p className="soft">{say('lead')}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label={say('email')}
          type="email"
          name="email"
          autoComplete="email webauthn"
          value={email}
          error={missing ? say('email_missing') : null}
          onChange={setEmail}
        />
        <ErrorNotice error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {say('send')}
        </Button>
      </form>
      {canUsePasskeys() ? <Passkey onSignedIn={onSignedIn} /> : null}
    </>
  );
}

function Passkey({ onSignedIn }: { onSignedIn: () => void }) {
  const say = useWords(signInWords);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const use = async () => {
    setBusy(true);
    setFailed(false);
    await signInWithPasskey().then(
      (done) => {
        if (done) onSignedIn();
      },
      () => setFailed(true),
    );
    setBusy(false);
  };
  return (
    <div className="stack">
      <p className="sign-in-or">{say('or')}</p>
      <Button icon="key" busy={busy} onClick={() => void use()}>
        {say('passkey')}
      </Button>
      <p className="field-error" role="alert">
        {failed ? say('passkey_failed') : null}
      </p>
    </div>
  );
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  const say = useWords(signInWords);
  return (
    <div className="stack" role="status">
      <h1>{say('sent_heading')}</h1>
      <p>{say('sent_text', { email })}</p>
      <p className="soft">{say('sent_nothing')}</p>
      <Button onClick={onAgain}>{say('again')}</Button>
    </div>
  );
}

/** Only on the machine itself: elsewhere there is no terminal to look into. */
function LocalHint() {
  const say = useWords(signInWords);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return null;
  return (
    <p className="sign-in-hint">
      {say('local_hint')} <code>npm start</code>
    </p>
  );
}
