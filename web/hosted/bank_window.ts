// Opens the bank's window inside the customer's click and hears when the bank has sent him back.
import type { BankWindow } from './flow.ts';

const WIDTH = 480;
const HEIGHT = 760;

/**
 * Opens an empty window to be sent to the bank later; null if the browser blocked it. It must run in the click itself:
 * after the answer of a fetch several browsers no longer count the click. `words` stand in the window until then.
 */
export function openBankWindow(words: string): BankWindow | null {
  const left = Math.max(0, window.screenX + (window.outerWidth - WIDTH) / 2);
  const top = Math.max(0, window.screenY + (window.outerHeight - HEIGHT) / 2);
  const opened = window.open('', '_blank', `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`);
  if (opened === null) return null;
  try {
    opened.document.title = words;
    opened.document.body.textContent = words;
    Object.assign(opened.document.body.style, { font: '16px/1.5 system-ui, sans-serif', padding: '2rem', margin: '0' });
  } catch {
    // Some browsers keep the empty window closed to us; it works without the words.
  }
  return {
    go(url) {
      if (!isWebAddress(url)) return opened.close();
      allowLaunch(url);
      opened.location.replace(url);
    },
    close: () => opened.close(),
  };
}

/**
 * Tells our own page behind the launch link that this flow opened it, so that it goes on without asking. Only pages of our
 * origin can read this; somebody who was sent the link is asked.
 */
export function allowLaunch(url: string): void {
  Object.assign(window, { relinkLaunch: new URL(url).pathname });
}

/** True for http and https: the only addresses this page opens or links to. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/**
 * Calls `listener` when our callback page says that the bank sent the customer back. Only a hint, sent on every way that
 * may be open: banks cut `opener`, and browsers partition channels of embedded pages. The truth is in the next poll.
 */
export function onBankReturned(listener: () => void): () => void {
  const hear = (event: MessageEvent) => {
    const isHint = typeof event.data === 'object' && event.data !== null && event.data.type === 'relink:bank-returned';
    if (isHint && (event.origin === location.origin || event.target instanceof BroadcastChannel)) listener();
  };
  const look = () => {
    if (document.visibilityState === 'visible') listener();
  };
  const channel = new BroadcastChannel('relink');
  channel.addEventListener('message', hear);
  window.addEventListener('message', hear);
  window.addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
  return () => {
    channel.close();
    window.removeEventListener('message', hear);
    window.removeEventListener('focus', look);
    document.removeEventListener('visibilitychange', look);
  };
}
