// The merchant's page as the flow sees it: the handshake, and the ways to say done or failed.
import {
  doneMessage,
  errorMessage,
  type FinancialConnectionsSession,
  isFrom,
  type MessageToPage,
  type OpenMessage,
  type RelinkError,
  readMessageToFlow,
  readyMessage,
} from '../../js/src/messages.ts';

/** The page that embeds the flow. */
export interface ParentPage {
  origin: string;
  done(session: FinancialConnectionsSession): void;
  fail(error: RelinkError): void;
  /** Sets what happens when the customer asks to leave from outside the iframe. */
  onRequestExit(listener: () => void): void;
}

/** Reads the origin the flow may talk to from the page's own query; null if it is none. An origin is not a secret. */
export function readParentOrigin(search: string): string | null {
  const given = new URLSearchParams(search).get('origin');
  if (given === null || !URL.canParse(given)) return null;
  const url = new URL(given);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  return isHttp && url.origin === given ? given : null;
}

/** Says it is ready to the page and calls `open` with what the page answers, once. Messages of others are not heard. */
export function connectParentPage(origin: string, open: (message: OpenMessage, page: ParentPage) => void): void {
  let requestExit = () => {};
  let opened = false;
  const send = (message: MessageToPage) => window.parent.postMessage(message, origin);
  const page: ParentPage = {
    origin,
    done: (session) => send(doneMessage(session)),
    fail: (error) => send(errorMessage(error)),
    onRequestExit: (listener) => {
      requestExit = listener;
    },
  };
  window.addEventListener('message', (event) => {
    if (!isFrom(event, { origin, source: window.parent })) return;
    const message = readMessageToFlow(event.data);
    if (message?.type === 'request_exit') requestExit();
    if (message?.type !== 'open' || opened) return;
    opened = true;
    open(message, page);
  });
  send(readyMessage());
}
