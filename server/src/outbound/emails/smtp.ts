// Hands mails to a mail server over SMTP, and tells apart "refused", "taken" and "nobody knows".
import { createTransport } from 'nodemailer';
import type { OutgoingMail } from '#domain/mails/prepare.ts';
import { SECOND_MS } from '#kernel/clock.ts';
import { lookup } from '#kernel/lookup.ts';
import { redact } from '#kernel/redact.ts';

/**
 * `refused`: nothing was taken, so it may be tried again unless the refusal is for good. `code` is for the log, which `reason`
 * is not: the number of the server's answer, or the key of a failure without one.
 */
export type Handover =
  | { type: 'taken' }
  | { type: 'refused'; for_good: boolean; reason: string; code: string }
  | { type: 'unknown'; reason: string; code: string };

export interface MailServer {
  /** How often one mail is tried. */
  attempts_max: number;
  /** Never rejects. */
  hand(mail: OutgoingMail): Promise<Handover>;
  close(): void;
}

export interface MailPatience {
  attempts_max: number;
  /** For each step: to connect, to be greeted, to be answered. */
  step_ms: number;
  /** For one mail as a whole, because a server that sends a little from time to time never lets a step run out. */
  whole_ms: number;
}

/** With the pauses of jobs/backoff.ts a mail is tried for about a day. */
const PATIENCE: MailPatience = { attempts_max: 150, step_ms: 20 * SECOND_MS, whole_ms: 60 * SECOND_MS };
/** As many as the workers hand over at once, so that none waits in the pool. */
const CONNECTIONS_MAX = 6;
/** Shorter than servers' patience, so that a mail seldom meets a connection that is about to close. */
const IDLE_MS = 20 * SECOND_MS;

/** `url` may hold user and password, and nodemailer's options in its query, for example `?requireTLS=true`. */
export function openMailServer(url: string, patience: Partial<MailPatience> = {}): MailServer {
  const { attempts_max, step_ms, whole_ms } = { ...PATIENCE, ...patience };
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    // Whether a mail is sent again is decided by its job alone.
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    dnsTimeout: step_ms,
    connectionTimeout: step_ms,
    greetingTimeout: step_ms,
    socketTimeout: step_ms,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  /** Message-IDs of the mails under way that went into the connection to their end, so that the server may have all of them. */
  const whole = new Set<string>();
  transport.use('stream', ({ message }, done) => {
    const id = message.messageId();
    message.processFunc((content) => content.once('end', () => whole.add(id)));
    done();
  });
  return {
    attempts_max,
    async hand(mail) {
      const id = `<${mail.message_id}>`;
      try {
        await transport.sendMail({
          messageId: id,
          from: mail.from,
          to: { name: '', address: mail.to },
          ...(mail.reply_to !== null && { replyTo: { name: '', address: mail.reply_to } }),
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { 'Auto-Submitted': 'auto-generated' },
          textEncoding: 'quoted-printable',
          signal: AbortSignal.timeout(whole_ms),
        });
        return { type: 'taken' };
      } catch (error) {
        return handoverOf(error as SmtpError, whole.has(id));
      } finally {
        whole.delete(id);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/** What nodemailer says of a failure. */
interface SmtpError extends Error {
  code?: string;
  /** The command that was answered: `RCPT TO`, `DATA`, `CONN`, or `API` where nothing was asked of the server. */
  command?: string;
  response?: string;
  responseCode?: number;
  permanent?: boolean;
}

const REASONS: Record<string, string> = {
  EDNS: 'the name of the mail server cannot be resolved',
  ETLS: 'no secure connection to the mail server came about',
  EAUTH: 'the mail server did not accept our user name and password',
  ETIMEDOUT: 'the mail server did not answer in time',
  EABORT: 'the mail server did not answer in time',
  ECONNECTION: 'the mail server closed the connection',
  ESOCKET: 'the mail server cannot be reached',
};

function handoverOf(error: SmtpError, whole: boolean): Handover {
  const { code, command, responseCode = 0 } = error;
  const answered = responseCode >= 400;
  const key = answered ? String(responseCode) : keyOf(code);
  const reason = answered ? redact(`the mail server answered ${error.response ?? responseCode}`) : reasonOf(code);
  // An answer is the server's word. Without one it may have taken what it was sent as a whole.
  if (whole && !answered) return { type: 'unknown', reason: `${reason} after it was sent the whole e-mail`, code: key };
  const about_this_mail = command === 'RCPT TO' || command === 'DATA';
  const impossible = code === 'EENVELOPE' && command === 'API';
  const for_good = impossible || (about_this_mail && answered && error.permanent === true);
  return { type: 'refused', for_good, reason: impossible ? 'the address cannot be written to' : reason, code: key };
}

function keyOf(code: string | undefined): string {
  return code === 'EABORT' ? 'ETIMEDOUT' : (code ?? 'other');
}

function reasonOf(code: string | undefined): string {
  return lookup(REASONS, code) ?? 'the mail server could not be talked to';
}
