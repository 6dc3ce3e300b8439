// A mail as its reader sees it, in a frame that can do nothing: no script, no request, no link that opens.
import { useState } from 'react';
import type { MailPreview as Preview } from '../../../server/src/wire/dashboard_objects.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';

export function MailPreview({ mail }: { mail: Preview }) {
  const say = useWords(relinkWords);
  const [asText, setAsText] = useState(false);
  return (
    <div className="mail">
      <p className="mail-subject">
        <span className="soft">{say('mail_subject')}</span> <strong lang={mail.language}>{mail.subject}</strong>
      </p>
      {asText ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className="mail-frame" lang={mail.language} tabIndex={0}>
          {mail.text}
        </pre>
      ) : (
        <iframe className="mail-frame" title={say('mail_frame')} sandbox="" srcDoc={withoutStyleSheet(mail.html)} />
      )}
      <Button kind="quiet" small onClick={() => setAsText(!asText)}>
        {say(asText ? 'mail_html' : 'mail_text')}
      </Button>
    </div>
  );
}

/** The page allows no style sheet but its own, and the frame inherits that; what a mail looks like stands in its elements. */
function withoutStyleSheet(html: string): string {
  return html.replace(/<style\b[\s\S]*?<\/style>/gi, '');
}
