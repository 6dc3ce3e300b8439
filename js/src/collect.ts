// Runs one flow: opens the dialog, talks to the iframe, and turns what it says into the promise's result.
import { type DialogWords, type FlowDialog, openDialog } from './dialog.ts';
import { isFrom, type MessageToFlow, openMessage, readMessageToPage, requestExitMessage } from './messages.ts';
import type { CollectResult, RelinkError } from './types.ts';

/** How long the iframe may take to say it is ready before the page gets an error, in milliseconds. */
const LOAD_LIMIT_MS = 30_000;
/** How long a loaded iframe may stay silent, in milliseconds: the flow speaks before its page counts as loaded, an error page never. */
const SILENCE_LIMIT_MS = 3000;

/** Gives the client secret of the session to show, or says why there is none. Never rejects. */
export type FlowOpener = () => Promise<{ clientSecret: string } | { error: RelinkError }>;

/** What one flow needs. `apiOrigin` is where the flow is served from. */
export interface FlowRequest {
  apiOrigin: string;
  publishableKey: string;
  /** A connected account that is acted as. */
  stripeAccount: string | null;
  open: FlowOpener;
  locale: string | null;
}

/** Opens the flow and resolves with its outcome. Never rejects. */
export function runFlow(request: FlowRequest): Promise<CollectResult> {
  return new Promise((resolve) => {
    // An origin is not a secret; the flow talks to this one only, and the server checks it against the merchant's list.
    const url = `${request.apiOrigin}/flow?origin=${encodeURIComponent(location.origin)}`;
    // The flow listens; and then it has a session, too.
    let heard = false;
    let ready = false;
    let dialog: FlowDialog | null = null;
    const session = request.open();

    const send = (message: MessageToFlow) => dialog?.frame.contentWindow?.postMessage(message, request.apiOrigin);
    const settle = (result: CollectResult) => {
      clearTimeout(timer);
      removeEventListener('message', hear);
      dialog?.close();
      resolve(result);
    };
    const hear = (event: MessageEvent) => {
      const frame = dialog?.frame.contentWindow ?? null;
      if (!isFrom(event, { origin: request.apiOrigin, source: frame })) return;
      const message = readMessageToPage(event.data);
      if (message === null) return;
      if (message.type === 'done') return settle({ financialConnectionsSession: message.financialConnectionsSession });
      if (message.type === 'error') return settle({ error: message.error });
      heard = true;
      clearTimeout(timer);
      void session.then((opened) => {
        if ('error' in opened) return settle({ error: opened.error });
        ready = true;
        const { publishableKey, locale, stripeAccount } = request;
        send(openMessage(publishableKey, opened.clientSecret, locale, stripeAccount));
        dialog?.reveal();
      });
    };
    const tooLate = () => settle(unreachable('The flow did not load.'));
    let timer = setTimeout(tooLate, LOAD_LIMIT_MS);

    addEventListener('message', hear);
    dialog = openDialog(url, wordsFor(request.locale), () => {
      if (ready) send(requestExitMessage());
      else settle(LEFT_EARLY);
    });
    dialog.frame.addEventListener('load', () => {
      if (heard) return;
      clearTimeout(timer);
      timer = setTimeout(tooLate, SILENCE_LIMIT_MS);
    });
  });
}

/** The customer left before there was a session to show. */
export const LEFT_EARLY = unreachable('The flow was closed before it had loaded.');

function unreachable(what: string): CollectResult {
  return { error: { type: 'api_connection_error', message: `${what} Check the network and the option "apiBase".` } };
}

function wordsFor(locale: string | null): DialogWords {
  const german = (locale ?? navigator.language).toLowerCase().startsWith('de');
  if (german)
    return {
      label: 'Bankkonto verbinden',
      loading: 'Einen Moment, wir öffnen eine sichere Seite.',
      cancel: 'Abbrechen',
    };
  return { label: 'Connect your bank account', loading: 'One moment, we are opening a secure page.', cancel: 'Cancel' };
}
